// The half of Weft's host that is JavaScript, for emcc's --js-library: time, waiting, promises, files of the machine. The
// other half is runtime/port/host_emscripten.c and base_emscripten.c, and runtime/io/beside.c.
//
// Two may want to go on here: main, which was left while the loop waits or main itself awaits something (weft_go_on), and a run
// that is polled (weft_poll). Each has an alarm. Wherever C is called the frames of main lie above, so nothing is in the way.
//
// emcc reads this file with its settings as variables, and writes the functions that are used into the program.

// What would go wrong at some switch is said now. (The level is the one of the link alone: objects may have any.)
var weftSettings = {
  'the link must be at -O1, for emcc would optimise before the weaving, which optimises itself': OPT_LEVEL > 1 || SHRINK_LEVEL > 0,
  '-sASSERTIONS must be 0: they do not know that a task leaves its stack': ASSERTIONS,
  'threads share one memory, and tasks need one of their own: link without -pthread':
    (typeof PTHREADS !== 'undefined' && PTHREADS) || (typeof USE_PTHREADS !== 'undefined' && USE_PTHREADS),
  '-sSINGLE_FILE leaves no .wasm file that could be woven': SINGLE_FILE,
  '-sWASM must be 1: JavaScript made from wasm cannot be woven': WASM !== 1,
  '-sMINIMAL_RUNTIME has not what waiting needs': MINIMAL_RUNTIME,
  'a module that is linked in parts cannot be woven: no -sMAIN_MODULE': MAIN_MODULE,
  'WasmFS has a way to the console of its own, where tasks could not be stamped: no -sWASMFS': typeof WASMFS !== 'undefined' && WASMFS,
  'a list of functions for Asyncify would leave out what switches: link without ASYNCIFY_ONLY, ASYNCIFY_REMOVE and ASYNCIFY_IGNORE_INDIRECT':
    ASYNCIFY && (ASYNCIFY_ONLY.length > 0 || ASYNCIFY_REMOVE.length > 0 || ASYNCIFY_IGNORE_INDIRECT)
}
for (var weftSentence in weftSettings) {
  if (weftSettings[weftSentence]) {
    error('weft: ' + weftSentence + '. (weft-emcc and CMake\'s weft_weave set what is needed, and no option after theirs may undo it.)')
  }
}

var weftHasJspi = ASYNCIFY === 2 || (typeof JSPI !== 'undefined' && !!JSPI)

var weftLibrary = {
  $Weft__deps: ['$callUserCallback', '$ENV'],
  $Weft__postset: 'Weft.prepare();',
  $Weft: {
    main: null,        // the alarm of main, while it is left; null: it is not
    beside: null,      // the alarm of the run that is polled
    number: 0,
    ofPage: 1 << 16,   // the descriptor of a trace that the page gets
    hasJspi: weftHasJspi,
    asked: {},         // by number: what somebody waits for
    taken: 0,
    turns: null,
    isWaiting: false,  // main was left by the loop, not by a promise
    woken: false,
    signals: null,
    world: null,       // the network and standard input, once somebody asks for them
    lingers: null,     // settles when what was written is on its way

    // Before main: options of the environment, and Node's own fetch, which older versions of emcc take for one that reads files.
    prepare: function () {
      Weft.joinAsyncify()
      Weft.explainUnwoven()
      Weft.explainTraps()
      if (Module['onWeftTrace']) ENV['WEFT_TRACE'] = 'the page'
      for (var option in Module['weftOptions']) ENV[option] = String(Module['weftOptions'][option])
      if (!Weft.inNode()) return
      for (var name in process.env) {
        if (name.indexOf('WEFT_') === 0 && !(name in ENV)) ENV[name] = process.env[name]
      }
      if (typeof readBinary !== 'function' || typeof wasmBinaryFile !== 'string' || wasmBinary) return
      if (wasmBinaryFile.indexOf('file:') === 0) wasmBinary = Weft.nodeModule('fs').readFileSync(new URL(wasmBinaryFile))
      else if (wasmBinaryFile.indexOf('data:') !== 0) wasmBinary = readBinary(wasmBinaryFile)
    },

    // With -sASYNCIFY what a task calls waits in our way, and what main calls in theirs. With -sJSPI all waits in ours: the engine would
    // keep the frames of main where weft_go_on does not find them, and no import may suspend where nobody awaits the export.
    isOurs: function () {
      return Weft.hasJspi || _weft_in_task()
    },

    joinAsyncify: function () {
      if (typeof Asyncify !== 'object' || Asyncify.isWefts) return
      var sleep = Asyncify.handleSleep, async = Asyncify.handleAsync
      if (Weft.hasJspi) Asyncify.instrumentWasmImports = function () {}
      Asyncify.handleSleep = function (begin) {
        return Weft.isOurs() ? Weft.sleep(begin) : sleep.call(Asyncify, begin)
      }
      Asyncify.handleAsync = function (begin) {
        return Weft.isOurs() ? Weft.sleep(function (settle) { begin().then(settle) }) : async.call(Asyncify, begin)
      }
    },

    // The engine says of a module that was linked only that something is missing.
    explainUnwoven: function () {
      var say = err
      err = function (text) {
        say(text)
        if (err !== say && String(text).indexOf('module="asyncify"') >= 0) {
          err = say
          say('weft: this program was linked but not woven: link it by weft-emcc, or call weft_weave for it in CMake')
        }
      }
    },

    // Of a program with lines (-g) the weaving has put weftTraps before this script. What comes out of main and of callbacks ends there.
    explainTraps: function () {
      if (typeof weftTraps !== 'function') return
      var quit = quit_
      quit_ = function (status, thrown) {
        var sentence = weftTraps(thrown)
        if (sentence) err('weft: ' + sentence)
        return quit(status, thrown)
      }
    },

    inNode: function () {
      return typeof process === 'object' && !!process.versions && typeof process.versions.node === 'string'
    },

    nodeModule: function (name) {
      return process.getBuiltinModule ? process.getBuiltinModule(name) : require(name)
    },

    // A turn of JavaScript's own, without the milliseconds that a timer of zero takes.
    soon: function (call) {
      if (typeof setImmediate === 'function') {
        var id = setImmediate(call)
        return function () { clearImmediate(id) }
      }
      if (!Weft.turns) {
        Weft.turns = { channel: new MessageChannel(), calls: [] }
        Weft.turns.channel.port1.onmessage = function () {
          var next = Weft.turns.calls.shift()
          if (next && next.call) next.call()
        }
      }
      var entry = { call: call }
      Weft.turns.calls.push(entry)
      Weft.turns.channel.port2.postMessage(0)
      return function () { entry.call = null }
    },

    // One that rings once, and can be set anew. What it calls may end the program, or leave main again.
    alarm: function (call) {
      var cancel = null
      var ring = function () {
        cancel = null
        callUserCallback(call)
      }
      return {
        clear: function () {
          if (cancel) cancel()
          cancel = null
        },
        ring: function () {
          this.clear()
          ring()
        },
        set: function (milliseconds) {
          this.clear()
          if (milliseconds <= 0) {
            cancel = Weft.soon(ring)
            return
          }
          var longest = 0x7fffffff  // what a timer can be set to
          var isLonger = !(milliseconds < longest)
          var self = this
          var id = setTimeout(function () {
            if (isLonger) self.set(milliseconds - longest)
            else ring()
          }, isLonger ? longest : Math.ceil(milliseconds))
          cancel = function () { clearTimeout(id) }
        }
      }
    },

    leaveMain: function (milliseconds) {
      runtimeKeepaliveCounter++
      Weft.main = Weft.alarm(function () {
        Weft.main = null
        runtimeKeepaliveCounter--
        _weft_go_on(1)
      })
      if (milliseconds !== null) Weft.main.set(milliseconds < 0 ? Infinity : milliseconds)
    },

    pollBeside: function () {
      runtimeKeepaliveCounter++
      Weft.beside = Weft.alarm(function () {
        Weft.woken = false
        var milliseconds = _weft_poll()
        if (milliseconds < 0) {
          Weft.beside.clear()
          Weft.beside = null
          runtimeKeepaliveCounter--
        } else if (!Weft.woken) {
          Weft.beside.set(milliseconds)
        }
      })
      Weft.beside.set(0)
    },

    wake: function () {
      if (Weft.main && Weft.isWaiting) Weft.main.set(0)
      if (Weft.beside) {
        Weft.woken = true
        Weft.beside.set(0)
      }
    },

    // The weaving has put weftWorld before this script (bundle.js). Whatever names a descriptor opens it: one that nobody has may be the first.
    openWorld: function () {
      if (Weft.world || typeof weftWorld !== 'function') return Weft.world
      Weft.world = weftWorld({ memory: wasmMemory, wake: Weft.wake,
        settle: function (operation) { _weft_settled(operation) } })
      if (typeof TTY === 'object') {
        var own = TTY.default_tty_ops.get_char
        TTY.default_tty_ops.get_char = function (tty) {
          return Weft.world.readsInput() ? Weft.world.byte() : own.call(this, tty)
        }
      }
      return Weft.world
    },

    settle: function (asked) {
      if (asked.isMain) Weft.main.set(0)
      else if (asked.operation) _weft_settled(asked.operation)
    },

    // An import that C has called waits: `begin` gets a function that is to be called with what the import returns. On the way back the
    // import is called once more, and returns it.
    sleep: function (begin) {
      if (ABORT) return 0
      if (_weft_rewinds()) {
        _weft_await(0)
        return Weft.taken
      }
      var asked = { operation: 0, isMain: false, isSettled: false, value: 0 }
      begin(function (value) {
        if (ABORT || asked.isSettled) return
        asked.value = value === undefined ? 0 : value
        asked.isSettled = true
        Weft.settle(asked)
      })
      if (asked.isSettled) return asked.value
      Weft.asked[++Weft.number] = asked
      _weft_await(Weft.number)
      return 0
    },

    stop: function (sentence) {
      err('weft: ' + sentence)
      abort(sentence)
    }
  },

  weft_js_start__deps: ['$Weft'],
  weft_js_start: function () {},

  // Of promises that were not settled nobody may hear any more: the stacks are gone.
  weft_js_stop__deps: ['$Weft'],
  weft_js_stop: function () {
    for (var number in Weft.asked) Weft.asked[number].operation = 0
  },

  weft_js_now: function () {
    return performance.now()
  },

  weft_js_wait__deps: ['$Weft'],
  weft_js_wait: function (milliseconds) {
    Weft.leaveMain(milliseconds)
    Weft.isWaiting = true
  },

  weft_js_wake__deps: ['$Weft'],
  weft_js_wake: function () {
    Weft.wake()
  },

  weft_js_cannot_wait__deps: ['$Weft'],
  weft_js_cannot_wait: function () {
    err('weft: a run that waits must begin in main, of a program that was woven (weft-emcc, weft_weave); elsewhere begin it with '
      + 'weft_run_beside of weft/emscripten.h, which returns at once')
  },

  weft_js_signal__deps: ['$Weft'],
  weft_js_signal: function (number, wanted) {
    if (!Weft.inNode()) return
    var names = Weft.nodeModule('os').constants.signals
    Weft.signals = Weft.signals || {}
    for (var name in names) {
      if (names[name] !== number) continue
      if (Weft.signals[number]) process.removeListener(name, Weft.signals[number])
      Weft.signals[number] = wanted ? function () { _weft_came(number) } : null
      if (wanted) process.on(name, Weft.signals[number])
    }
  },

  weft_js_open__deps: ['$Weft'],
  weft_js_open: function (path) {
    var name = UTF8ToString(path)
    if (Module['onWeftTrace'] && name === ENV['WEFT_TRACE']) return Weft.ofPage
    if (!Weft.inNode()) return -1
    try {
      return Weft.nodeModule('fs').openSync(name, 'w')
    } catch (error) {
      return -1
    }
  },

  weft_js_write__deps: ['$Weft'],
  weft_js_write: function (descriptor, bytes, count) {
    try {
      if (descriptor === Weft.ofPage) {
        Module['onWeftTrace'](HEAPU8.slice(bytes, bytes + count))
        return 1
      }
      var fs = Weft.nodeModule('fs')
      for (var done = 0; done < count;) done += fs.writeSync(descriptor, HEAPU8, bytes + done, count - done)
      return 1
    } catch (error) {
      return 0
    }
  },

  weft_js_exit__deps: ['exit'],
  weft_js_exit: function (code) {
    _exit(code)
  },

  weft_js_end__deps: ['$Weft', '$callUserCallback', 'exit'],
  weft_js_end: function (code) {
    if (!Weft.lingers) return _exit(code)
    Weft.lingers.then(function () {
      callUserCallback(function () { _exit(code) })
    })
  },

  weft_js_world__deps: ['$Weft'],
  weft_js_world: function () {
    var world = Weft.openWorld()
    return world ? world.flags : 0
  },

  weft_js_submits__deps: ['$Weft'],
  weft_js_submits: function (operation) { Weft.openWorld().submit(operation) },

  weft_js_calls_off__deps: ['$Weft'],
  weft_js_calls_off: function (operation) {
    if (Weft.world) Weft.world.callOff(operation)
  },

  weft_js_exchange__deps: ['$Weft'],
  weft_js_exchange: function () {
    if (Weft.world) Weft.world.exchange()
  },

  weft_js_world_stops__deps: ['$Weft'],
  weft_js_world_stops: function () {
    if (Weft.world) Weft.lingers = Weft.world.stop()
  },

  weft_js_receive__deps: ['$Weft'],
  weft_js_receive: function (descriptor, bytes, count, error) { return Weft.openWorld().receive(descriptor, bytes, count, error) },

  weft_js_send__deps: ['$Weft'],
  weft_js_send: function (descriptor, bytes, count, error) { return Weft.openWorld().send(descriptor, bytes, count, error) },

  weft_js_receive_from__deps: ['$Weft'],
  weft_js_receive_from: function (descriptor, bytes, count, origin, room, error) {
    return Weft.openWorld().receiveFrom(descriptor, bytes, count, origin, room, error)
  },

  weft_js_send_to__deps: ['$Weft'],
  weft_js_send_to: function (descriptor, to, bytes, count, error) {
    return Weft.openWorld().sendTo(descriptor, to, bytes, count, error)
  },

  weft_js_send_end__deps: ['$Weft'],
  weft_js_send_end: function (descriptor) { return Weft.openWorld().sendEnd(descriptor) },

  weft_js_close__deps: ['$Weft'],
  weft_js_close: function (descriptor) { Weft.openWorld().close(descriptor) },

  weft_js_turn: function () {
    Promise.resolve().then(function () {
      if (!ABORT) _weft_turn_over()
    })
  },

  // emcc's own Asyncify is leaving main.
  weft_js_sleeps__deps: ['$Weft'],
  weft_js_sleeps: function () {
    return typeof Asyncify === 'object' && !Asyncify.isWefts && Asyncify.state === 1
  },

  weft_js_beside__deps: ['$Weft'],
  weft_js_beside: function () {
    Weft.pollBeside()
  },

  weft_js_ended__deps: ['$Weft'],
  weft_js_ended: function (code) {
    if (code && Weft.inNode()) process.exitCode = code
    if (Module['onWeftEnd']) Module['onWeftEnd'](code)
  },

  weft_js_awaits__deps: ['$Weft'],
  weft_js_awaits: function (number, operation) {
    var asked = Weft.asked[number]
    asked.operation = operation
    asked.isMain = !operation
    if (operation) return
    Weft.leaveMain(null)
    Weft.isWaiting = false
  },

  weft_js_takes__deps: ['$Weft'],
  weft_js_takes: function (number) {
    Weft.taken = Weft.asked[number] ? Weft.asked[number].value : 0
    delete Weft.asked[number]
  },

  weft_js_cannot_await__deps: ['$Weft'],
  weft_js_cannot_await: function () {
    Weft.stop('a callback cannot wait for a promise, or sleep; do it in a task, or in main while no run is open')
  },

  weft_js_frame__deps: ['$Weft'],
  weft_js_frame: function (operation) {
    var number = ++Weft.number
    var asked = Weft.asked[number] = { operation: operation, isMain: false, value: 0 }
    var next = typeof requestAnimationFrame === 'function' ? requestAnimationFrame : function (call) { setTimeout(call, 1000 / 60) }
    next(function () {
      if (asked.operation && !ABORT) _weft_settled(asked.operation)
      asked.operation = 0
      var alarm = Weft.main && Weft.isWaiting ? Weft.main : Weft.beside
      if (alarm) alarm.ring()   // now, so that what is drawn is in this picture
    })
    return number
  },

  weft_js_forget__deps: ['$Weft'],
  weft_js_forget: function (number) {
    if (Weft.asked[number]) Weft.asked[number].operation = 0
    delete Weft.asked[number]
  },

  // What the weaving replaces: a program that calls these has not been woven.
  weft_program_main__deps: ['$Weft'],
  weft_program_main: function () {
    Weft.stop('this program was linked but not woven: link it by weft-emcc, or call weft_weave for it in CMake')
  },
  start_unwind: function () {},
  stop_unwind: function () {},
  start_rewind: function () {},
  stop_rewind: function () {}
}

// Without -sASYNCIFY functions of EM_ASYNC_JS find this one. With it, emcc's own calls ours where a task runs.
if (ASYNCIFY || weftHasJspi) {
  weftLibrary.$Weft__deps.push('$Asyncify')
} else {
  weftLibrary.$Asyncify__deps = ['$Weft']
  weftLibrary.$Asyncify = {
    isWefts: true,
    handleSleep: function (begin) { return Weft.sleep(begin) },
    handleAsync: function (begin) {
      return Weft.sleep(function (settle) { begin().then(settle) })
    }
  }
  weftLibrary.emscripten_sleep__deps = ['$Weft']
  weftLibrary.emscripten_sleep = function (milliseconds) {
    return Weft.sleep(function (settle) { setTimeout(settle, milliseconds) })
  }
  DEFAULT_LIBRARY_FUNCS_TO_INCLUDE.push('$Asyncify')
}
mergeInto(LibraryManager.library, weftLibrary)
