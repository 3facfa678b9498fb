self.postMessage({})
