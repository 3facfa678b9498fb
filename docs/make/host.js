export function makeHostPage() { return '' }
