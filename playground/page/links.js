export function readLink() { return null }
export function createLinks() { return { refresh() {}, leave() {} } }
