"""A port for emcc 3.1.54 and newer: emcc --use-port=…/weft.py hello.c -o hello.js

emcc loads this file while it reads its words. The port hands the whole call to weft-emcc, which calls this emcc in its turn, without the port,
to compile and to link, and weaves. So it needs no hook after the link, and uses nothing of emcc's that changes from version to version.
"""
import os
import shlex
import shutil
import subprocess
import sys

DESCRIPTION = 'Weft: tasks, timeouts and queues for C'
LICENSE = 'Apache-2.0'
HERE = os.path.dirname(os.path.abspath(__file__))
MARK = 'WEFT_EMCC_PORT'   # in the environment of the calls inside of the call


def show():
    return f'weft (--use-port={os.path.abspath(__file__)}; {LICENSE})'


def get(ports, settings, shared):
    return []


def clear(ports, settings, shared):
    pass


def expand(words):
    """The words of response files in their place."""
    for word in words:
        if word.startswith('@') and os.path.isfile(word[1:]):
            with open(word[1:], encoding='utf-8') as file:
                yield from expand(shlex.split(file.read()))
        else:
            yield word


def without_port(words):
    words = iter(words)
    for word in words:
        if word == '--use-port':
            following = next(words, '')
            if not is_this(following):
                yield from (word, following)
        elif not (word.startswith('--use-port=') and is_this(word.partition('=')[2])):
            yield word


def is_this(name):
    return os.path.isfile(name) and os.path.samefile(name, __file__)


def hand_over():
    node = shutil.which('node')
    if not node:
        sys.exit('weft: there is no node on the PATH, which weaves the program')
    program, *words = sys.argv
    folder, name = os.path.split(os.path.abspath(program))
    env = {**os.environ, MARK: '1'}
    if os.access(os.path.join(folder, 'emcc'), os.X_OK):
        env.setdefault('EMCC', os.path.join(folder, 'emcc'))
    words = list(without_port(expand(words)))
    if name.startswith('em++'):
        words.insert(0, '-sDEFAULT_TO_CXX=1')
    sys.stdout.flush()
    sys.exit(subprocess.run([node, os.path.join(HERE, 'emcc.js'), *words], env=env).returncode)


if MARK not in os.environ:
    hand_over()
