# The step after linking that makes the tasks of a program for WASI or Emscripten switch: one function, weft_weave.

set(WEFT_WEAVE_LEVEL 2 CACHE STRING "How hard to optimise a woven program: 0, 1, 2, 3, s or z. A Debug build is not optimised, and keeps its lines")

# Makes the executable `target` a Weft program. For WASI and Emscripten it links with what the runtime and its
# hosts expect and then weaves the module: Binaryen's asyncify over the functions that can reach a
# switch, and the check of every stack. On a native target there is nothing to do.
#
# The weaving needs Node and the npm package `@weft/cli`: this repository's own, or the one in the
# node_modules of the project.
function(weft_weave target)
    if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
        weft_weave_emscripten(${target})
        return()
    endif()
    if(NOT CMAKE_SYSTEM_NAME STREQUAL "WASI")
        return()
    endif()
    weft_find_weave()
    weft_link_options(${target})
    target_sources(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/wasi_start.c)
    set(woven $<TARGET_FILE:${target}>)
    set(linked $<TARGET_FILE_DIR:${target}>/$<TARGET_FILE_BASE_NAME:${target}>.linked.wasm)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
        COMMENT "Weaving ${target}"
        COMMAND ${CMAKE_COMMAND} -E rename ${woven} ${linked}
        COMMAND ${WEFT_NODE} ${WEFT_WEAVE_SCRIPT} ${linked} ${woven} $<IF:$<CONFIG:Debug>,debug,${WEFT_WEAVE_LEVEL}>)
    get_filename_component(folder ${WEFT_WEAVE_SCRIPT} DIRECTORY)
    file(GLOB steps ${folder}/weave.js ${folder}/../*.js ${folder}/../wasm/*.js)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${steps})
endfunction()

# -O0 concerns linking only. It comes after the program's own -O and keeps clang from running the
# wasm-opt that is on the PATH, which would inline the switch into the program before the weaving.
function(weft_link_options target)
    target_link_options(${target} PRIVATE
        -O0
        -nostartfiles   # ours is wasi_start.c
        LINKER:--stack-first
        LINKER:-z,stack-size=65536
        LINKER:--export=__stack_pointer)
    foreach(name IN ITEMS weft_base weft_stack_limit weft_stack_overflow
                          weft__stack_suspend weft__stack_resume weft__host_wait)
        target_link_options(${target} PRIVATE LINKER:--export-if-defined=${name})
    endforeach()
endfunction()

# emcc must not optimise before the weaving, which does it instead, and its assertions do not know our switch. What these
# options are is also in toolchain/emscripten/options.js; `folder` is where that is, and `debug` is -g where lines are kept, or -g0.
function(weft_emscripten_options options folder debug)
    set(words -O1 ${debug} -sASSERTIONS=0 -sMINIFY_HTML=0 -Wl,--export=__stack_pointer -Wl,--undefined=weft_await)
    foreach(name IN ITEMS weft_stack_limit weft_stack_overflow weft__stack_suspend weft__stack_resume weft__base_suspend)
        list(APPEND words -Wl,--export-if-defined=${name})
    endforeach()
    set(${options} ${words} --js-library=${folder}/library.js PARENT_SCOPE)
endfunction()

function(weft_weave_emscripten target)
    weft_find_weave()
    get_filename_component(folder ${WEFT_WEAVE_SCRIPT} DIRECTORY)
    get_filename_component(folder ${folder}/../emscripten ABSOLUTE)
    set_target_properties(${target} PROPERTIES CROSSCOMPILING_EMULATOR ${WEFT_NODE})   # emcmake's may have options of an older Node
    weft_emscripten_options(options ${folder} $<IF:$<CONFIG:Debug>,-g,-g0>)
    target_link_options(${target} PRIVATE ${options})
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
        COMMENT "Weaving ${target}"
        COMMAND ${WEFT_NODE} ${folder}/weave.js $<TARGET_FILE:${target}> $<IF:$<CONFIG:Debug>,debug,${WEFT_WEAVE_LEVEL}>)
    file(GLOB steps ${folder}/*.js ${folder}/../*.js ${folder}/../wasm/*.js)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${steps})
endfunction()

function(weft_find_weave)
    find_program(WEFT_NODE node REQUIRED)
    find_file(WEFT_WEAVE_SCRIPT weave.js NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
        PATHS ${CMAKE_CURRENT_FUNCTION_LIST_DIR} ${CMAKE_SOURCE_DIR}/node_modules/@weft/cli/cmake)
    if(NOT WEFT_WEAVE_SCRIPT)
        message(FATAL_ERROR "A program for ${CMAKE_SYSTEM_NAME} is woven by the npm package @weft/cli: run "
                            "`npm install @weft/cli` in ${CMAKE_SOURCE_DIR}.")
    endif()
endfunction()
