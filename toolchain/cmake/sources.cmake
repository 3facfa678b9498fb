# Which files make the library: what runtime/sources.txt says for the target that is configured.

# Sets `result` to the paths, from the repository's folder, in the lines of the list that begin with one
# of the words that follow: all, wasm, emscripten, native, x86_64, aarch64, ucontext.
function(weft_sources_for result)
    set(list ${weft_SOURCE_DIR}/runtime/sources.txt)
    set_property(DIRECTORY ${weft_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
    file(STRINGS ${list} lines REGEX "^[a-z]")
    set(paths)
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^([^ ]+) +([^ ]+)" found "${line}")
        if(CMAKE_MATCH_1 IN_LIST ARGN)
            list(APPEND paths ${CMAKE_MATCH_2})
        endif()
    endforeach()
    set(${result} ${paths} PARENT_SCOPE)
endfunction()

# Sets `result` to the sources of the library.
function(weft_sources result)
    if(CMAKE_SYSTEM_NAME STREQUAL "WASI")
        set(words all wasm)
    elseif(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
        set(words all emscripten)
    else()
        weft_switch(switch)
        set(words all native ${switch})
    endif()
    weft_sources_for(paths ${words})
    set(${result} ${paths} PARENT_SCOPE)
endfunction()

# How tasks switch on a native target.
function(weft_switch result)
    if(WEFT_STACK STREQUAL "ucontext")
        set(switch ucontext)
    elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
        set(switch x86_64)
    elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
        set(switch aarch64)
    else()
        message(FATAL_ERROR "Weft has no assembly for ${CMAKE_SYSTEM_PROCESSOR}: "
                            "configure with -DWEFT_STACK=ucontext.")
    endif()
    set(${result} ${switch} PARENT_SCOPE)
endfunction()
