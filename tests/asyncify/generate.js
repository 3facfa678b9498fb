// Writes random C programs for Asyncify: functions of many shapes that call each other directly and
// through pointers, hold values of every kind, and suspend at any depth, in many tasks at once. A program
// prints a checksum for each call that it begins with. It does nothing that C leaves open: unsigned
// arithmetic, shifts below the width, floats that stay finite, one call with effects at a time. So every
// compiler at every level must print the same.

const TASKS = 8
const SHAPES = ['a', 'a', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** A small generator of random numbers, so that a seed tells a program. */
export function createRandom(seed) {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = limit => Math.floor(next() * limit)
  return {
    below,
    chance: share => next() < share,
    of: list => list[below(list.length)],
    between: (least, most) => least + below(most - least + 1)
  }
}

const PRELUDE = `#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "weft.h"

typedef struct pair { uint64_t wide; double real; uint32_t words[3]; float single; uint8_t bytes[5]; } pair;
typedef struct one { double value; } one;
typedef struct bits { uint32_t low : 5, middle : 17, high : 10; } bits;
__extension__ typedef unsigned __int128 u128;

/* What one call from the outside has left, and what it came to. */
typedef struct self { uint64_t hash; int32_t fuel; uint32_t depth, pauses; bool child; } self;

typedef uint64_t a_function(self *, uint32_t, uint64_t);
typedef double b_function(self *, double, uint32_t, float);
typedef pair c_function(self *, pair, uint32_t);
typedef uint64_t d_function(self *, uint32_t, ...);
typedef void e_function(self *, uint64_t *, pair *, uint8_t, bool);
typedef uint64_t f_function(self *, uint32_t, double, uint64_t, float, uint8_t, int64_t, uint32_t *, double, uint16_t,
                            uint64_t, int32_t, float);
typedef uint64_t g_function(self *, a_function *, uint32_t);
typedef one h_function(self *, one);
typedef int compare_function(self *, uint32_t, uint32_t);

enum { STACK = 512 * 1024, DEEPEST = 12 };
#define ENTER(nothing) if (s->depth >= DEEPEST || s->fuel <= 0) return nothing; s->depth++; s->fuel--
#define LEAVE(value) return (s->depth--, (value))

static uint32_t world;   /* counts every pause of every task: it tells when their order is another one */
static uint64_t shared[16];

static void mix(self *s, uint64_t value)
{
    s->hash = (s->hash ^ value) * 1099511628211u;
    s->hash ^= s->hash >> 29;
}

static double tame(double value)
{
    return value > -1e6 && value < 1e6 ? value : 1.5;
}

static void mix_real(self *s, double value)
{
    uint64_t image;
    value = tame(value) + 0.0;
    memcpy(&image, &value, sizeof image);
    mix(s, image);
}

static void mix_pair(self *s, const pair *value)
{
    mix(s, value->wide);
    mix_real(s, value->real);
    for (int i = 0; i < 3; i++) mix(s, value->words[i]);
    mix_real(s, (double)value->single);
    for (int i = 0; i < 5; i++) mix(s, value->bytes[i]);
}

static void stop(self *s, uint32_t how)
{
    s->pauses++;
    mix(s, ++world);
    if (how % 3 == 0) mix(s, (uint64_t)weft_sleep(how % 7 * 0.001));
    else mix(s, (uint64_t)weft_yield());
}

/* An insertion sort whose comparisons may suspend. */
static void sort(self *s, uint32_t *values, uint32_t count, compare_function *compare)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t value = values[i], at = i;
        for (; at > 0 && compare(s, value, values[at - 1]) < 0; at--) values[at] = values[at - 1];
        values[at] = value;
    }
}

static int compare_slowly(self *s, uint32_t a, uint32_t b)
{
    if ((a + b) % 3 == 0 && s->fuel > 0) stop(s, a);
    return (a > b) - (a < b);
}

static int compare_quickly(self *s, uint32_t a, uint32_t b)
{
    s->hash += a;
    return (b > a) - (b < a);
}
`

const FAMILY = `
struct child { self self; uint32_t p; uint64_t q, result; };

static int child(void *arg)
{
    struct child *c = arg;
    c->result = table_a[c->p % COUNT_A](&c->self, c->p, c->q);
    return WEFT_OK;
}

/* Two tasks whose arguments lie on this stack. */
static uint64_t family(self *s, uint32_t p, uint64_t q)
{
    if (s->child || s->fuel < 30) return p;
    s->fuel -= 30;
    struct child children[2] = {{{p, 15, 6, 0, true}, p, q, 0}, {{q, 15, 8, 0, true}, (uint32_t)q, p, 0}};
    WEFT_GROUP(group);
    group.stack_bytes = STACK;
    for (int i = 0; i < 2; i++) weft_group_spawn(&group, child, &children[i]);
    mix(s, (uint64_t)weft_group_join(&group));
    for (int i = 0; i < 2; i++) {
        mix(s, children[i].self.hash);
        s->pauses += children[i].self.pauses;
    }
    return children[0].result ^ children[1].result;
}
`

/**
 * @param {number} seed
 * @param {{functions?: number}} [options]
 * @returns {string} the text of a C program
 */
export function generate(seed, { functions = 48 } = {}) {
  const random = createRandom(seed)
  const names = { a: [], b: [], c: [], d: [], e: [], f: [], g: [], h: [] }
  for (let i = 0; i < functions; i++) {
    const shape = i < 10 ? 'aabcdefghh'[i] : random.of(SHAPES)
    names[shape].push(`${shape}_${names[shape].length}`)
  }
  const all = Object.values(names).flat()
  const tables = Object.entries(names).map(([shape, list]) =>
    `static ${shape}_function *const table_${shape}[] = {${list.join(', ')}};\n` +
    `enum { COUNT_${shape.toUpperCase()} = ${list.length} };\n`)
  return [
    `/* Program ${seed}, by tests/asyncify/generate.js. */\n`, PRELUDE, '\n',
    ...all.map(name => `static ${name[0]}_function ${name};\n`), ...tables, FAMILY,
    ...all.map(name => `\n${writeFunction(name, names, random)}`), writeMain(all, random)
  ].join('')
}

const HEADS = {
  a: name => `static uint64_t ${name}(self *s, uint32_t p, uint64_t q)`,
  b: name => `static double ${name}(self *s, double x, uint32_t p, float y)`,
  c: name => `static pair ${name}(self *s, pair v, uint32_t p)`,
  d: name => `static uint64_t ${name}(self *s, uint32_t p, ...)`,
  e: name => `static void ${name}(self *s, uint64_t *out, pair *to, uint8_t p, bool flag)`,
  f: name => `static uint64_t ${name}(self *s, uint32_t p, double x, uint64_t q, float y, uint8_t r, int64_t t, ` +
    'uint32_t *at, double z, uint16_t u, uint64_t w, int32_t n, float k)',
  g: name => `static uint64_t ${name}(self *s, a_function *call, uint32_t p)`,
  h: name => `static one ${name}(self *s, one o)`
}

/** The parameters as values of the four kinds that an expression is made of. */
const PARAMETERS = {
  a: { u32: ['p'], u64: ['q'] },
  b: { u32: ['p'], f64: ['x'], f32: ['y'] },
  c: { u32: ['p'], pair: ['v'] },
  d: { u32: ['p'] },
  e: { u32: ['(uint32_t)p', '(uint32_t)flag', 'to->words[1]'], u64: ['*out', 'to->wide'], f64: ['to->real'] },
  f: { u32: ['p', '(uint32_t)r', '(uint32_t)u', '(uint32_t)n', '*at'], u64: ['q', '(uint64_t)t', 'w'],
    f64: ['x', 'z'], f32: ['y', 'k'] },
  g: { u32: ['p'] },
  h: { f64: ['o.value'] }
}

const NOTHING = { a: 'q', b: 'x', c: 'v', d: 'p', e: '', f: 'q', g: 'p', h: 'o' }

function writeFunction(name, names, random) {
  const shape = name[0]
  const scope = createScope(PARAMETERS[shape], names, random)
  const lines = []
  const say = (text, depth = 1) => lines.push(`${'    '.repeat(depth)}${text}`)
  say(`ENTER(${NOTHING[shape]});`)
  declare(scope, say)
  if (shape === 'd') {
    say('va_list list;')
    say('va_start(list, p);')
    say('for (uint32_t i = 0; i < p; i++) {')
    say('if (i % 3 == 0) w0 += va_arg(list, uint32_t);', 2)
    say('else if (i % 3 == 1) w1 ^= va_arg(list, uint64_t);', 2)
    say('else d0 = tame(d0 + va_arg(list, double));', 2)
    say(`if ((i + w0) % ${random.between(2, 4)} == 0) stop(s, i);`, 2)
    say('}')
    say('va_end(list);')
  }
  if (shape === 'g') say(`w1 += call(s, ${u32(scope, 2)}, ${u64(scope, 2)});`)
  for (let left = random.between(3, 8); left > 0; left--) statement(scope, say, 1, 3)
  for (const real of [...scope.own.f64, ...scope.own.f32]) say(`mix_real(s, (double)${real});`)
  for (const whole of [...scope.own.u32, ...scope.own.u64, 'kept']) say(`mix(s, ${whole});`)
  for (const pair of scope.own.pair) say(`mix_pair(s, &${pair});`)
  say('mix(s, (uint64_t)long0 ^ (uint64_t)(long0 >> 64));')
  say('mix(s, flags.low + flags.middle + flags.high);')
  if (scope.label) {
    say(`if (again++ < 2 && s->fuel > 0) goto ${scope.label};`)
    say('(void)again;')
  }
  finish(shape, scope, say)
  return `${HEADS[shape](name)}\n{\n${lines.join('\n')}\n}\n`
}

/** What names an expression may use. `own` may also be assigned. */
function createScope(parameters, names, random) {
  const own = {
    u32: ['w0', 'i0', 'i1'], u64: ['w1', 'q0'], f64: ['d0', 'd1'], f32: ['f0'], pair: ['pair0', 'pair1']
  }
  const read = {}
  for (const kind of Object.keys(own)) read[kind] = [...own[kind], ...parameters[kind] ?? []]
  return { own, read, names, random, loops: 0, inLoop: 0, label: '', made: 0 }
}

function declare(scope, say) {
  const { random } = scope
  const number = () => `${random.below(2 ** 32)}u`
  const whole = random.of(['s->fuel', 's->depth', 's->pauses'])
  say(`uint32_t w0 = (uint32_t)${whole} + ${number()}, i0 = ${number()}, i1 = 0;`)
  say(`uint64_t w1 = s->hash, q0 = (uint64_t)${number()} << 21;`)
  say(`double d0 = ${random.below(1000)} / 8.0, d1 = (double)(w0 % 77);`)
  say(`float f0 = (float)(w1 % 513) / 4.0f;`)
  say(`pair pair0 = {w1, d1, {w0, 2, 3}, f0, {1, 2, (uint8_t)w0, 4, 5}}, pair1 = {0};`)
  say('volatile uint64_t kept = w1 >> 3;')
  say('u128 long0 = (u128)w1 * q0;')
  say('bits flags = {w0 % 31, w0 % 9999, 7};')
  say(`uint32_t items[${random.between(3, 9)}] = {w0, i0, ${number()}};`)
  if (random.chance(0.3)) {
    say(`uint8_t *made = __builtin_alloca(8 + w0 % ${random.between(9, 90)});`)
    say('memset(made, (int)(w0 % 251), 8);')
    scope.read.u32.push('(uint32_t)made[5]')
    scope.alloca = true
  }
  if (random.chance(0.3)) {
    scope.label = 'over'
    say('uint32_t again = 0;')
    say('over:')
    say('i1 += 3;')
  }
}

function finish(shape, scope, say) {
  const results = {
    a: 'w1 ^ w0', b: 'tame(d0 + d1)', c: 'pair0', d: 'w1 + w0', f: 'w1 ^ q0', g: 'w1 - i0', h: '((one){tame(d0 - d1)})'
  }
  if (shape === 'c') say('pair0.words[p % 3] += v.words[(p + 1) % 3];')
  if (shape === 'f') say('*at += i1;')
  if (shape === 'e') {
    say('*out += w1;')
    say('*to = pair1;')
    return say('s->depth--;')
  }
  say(`LEAVE(${results[shape]});`)
}

// --- expressions: no effects, whatever they are made of ------------------------------------------

function constant({ random }) {
  const wide = random.chance(0.3) ? random.below(2 ** 32) : random.below(70)
  return `${wide}u`
}

function u32(scope, depth) {
  const { random, read } = scope
  if (depth === 0 || random.chance(0.15)) return random.chance(0.3) ? constant(scope) : random.of(read.u32)
  const a = () => u32(scope, depth - 1)
  return random.of([
    () => `(${a()} ${random.of(['+', '-', '*', '^', '&', '|'])} ${a()})`,
    () => `(${a()} ${random.of(['<<', '>>'])} ${random.below(32)})`,
    () => `(${a()} ${random.of(['/', '%'])} (${a()} | 1u))`,
    () => `(uint32_t)(${a()} ${random.of(['<', '>', '==', '<=', '!='])} ${a()})`,
    () => `(${a()} & 1u ? ${a()} : ${a()})`,
    () => `(uint32_t)(${u64(scope, depth - 1)} >> ${random.below(33)})`,
    () => `items[${a()} % (sizeof items / sizeof *items)]`,
    () => `${random.of(read.pair)}.words[${a()} % 3]`,
    () => `(uint32_t)(int32_t)tame(${f64(scope, depth - 1)})`,
    () => `(uint32_t)((int32_t)${a()} >> ${random.below(31)})`,
    () => `(flags.${random.of(['low', 'middle', 'high'])} + ${a()})`
  ])()
}

function u64(scope, depth) {
  const { random, read } = scope
  if (depth === 0 || random.chance(0.15)) return random.chance(0.2) ? `(uint64_t)${constant(scope)}` : random.of(read.u64)
  const a = () => u64(scope, depth - 1)
  return random.of([
    () => `(${a()} ${random.of(['+', '-', '*', '^', '&', '|'])} ${a()})`,
    () => `(${a()} ${random.of(['<<', '>>'])} ${random.below(64)})`,
    () => `(${a()} ${random.of(['/', '%'])} (${a()} | 1u))`,
    () => `((uint64_t)${u32(scope, depth - 1)} << ${random.below(33)})`,
    () => `(${u32(scope, depth - 1)} > 9u ? ${a()} : ${a()})`,
    () => `${random.of(read.pair)}.wide`,
    () => `(uint64_t)(long0 >> ${random.below(100)})`,
    () => `(uint64_t)(int64_t)tame(${f64(scope, depth - 1)})`
  ])()
}

function f64(scope, depth) {
  const { random, read } = scope
  if (depth === 0 || random.chance(0.2)) return random.chance(0.3) ? `${random.below(99)}.25` : random.of(read.f64)
  const a = () => f64(scope, depth - 1)
  return random.of([
    () => `tame(${a()} ${random.of(['+', '-', '*'])} ${a()})`,
    () => `tame(${a()} / (1.0 + (double)(${u32(scope, depth - 1)} % 9u)))`,
    () => `(double)(${u32(scope, depth - 1)} % 1009u)`,
    () => `(${a()} < ${a()} ? ${a()} : -${a()})`,
    () => `(double)${random.of(read.f32)}`,
    () => `${random.of(read.pair)}.real`
  ])()
}

function f32(scope, depth) {
  return `(float)(int32_t)tame(${f64(scope, depth)}) * 0.5f`
}

// --- calls: each has effects, so it stands alone in its statement --------------------------------

/** A call that gives a u64; its arguments have no effects. */
function call(scope) {
  const { random, names } = scope
  const target = shape => random.chance(0.4)
    ? `table_${shape}[${u32(scope, 1)} % COUNT_${shape.toUpperCase()}]`
    : random.of(names[shape])
  const one = () => `(one){${f64(scope, 1)}}`
  return random.of([
    () => `${target('a')}(s, ${u32(scope, 2)}, ${u64(scope, 2)})`,
    () => `${target('a')}(s, ${u32(scope, 1)}, ${random.of(names.a)}(s, ${u32(scope, 1)}, ${u64(scope, 1)}))`,
    () => `(uint64_t)(int64_t)tame(${target('b')}(s, ${f64(scope, 2)}, ${u32(scope, 1)}, ${f32(scope, 1)}))`,
    () => `${target('c')}(s, ${random.of(scope.read.pair)}, ${u32(scope, 2)}).wide`,
    () => variadic(scope, target('d')),
    () => `${target('f')}(s, ${u32(scope, 1)}, ${f64(scope, 1)}, ${u64(scope, 1)}, ${f32(scope, 1)}, ` +
      `(uint8_t)${u32(scope, 1)}, (int64_t)${u64(scope, 0)}, &items[1], ${f64(scope, 1)}, ` +
      `(uint16_t)${u32(scope, 1)}, ${u64(scope, 1)}, (int32_t)${u32(scope, 1)}, ${f32(scope, 0)})`,
    () => `${target('g')}(s, ${random.chance(0.5) ? random.of(names.a) : 'family'}, ${u32(scope, 1)})`,
    () => `(uint64_t)(int64_t)tame(${target('h')}(s, ${one()}).value)`,
    () => `family(s, ${u32(scope, 1)}, ${u64(scope, 1)})`
  ])()
}

function variadic(scope, target) {
  const count = scope.random.below(7)
  const rest = Array.from({ length: count }, (_, i) => [u32, u64, f64][i % 3](scope, 1))
  return `${target}(${['s', `${count}u`, ...rest].join(', ')})`
}

// --- statements ----------------------------------------------------------------------------------

function statement(scope, say, depth, nesting) {
  const { random } = scope
  const simple = [assign, assign, pause, pause, pause, callInto, callInto, byPointer, structs, wide, world, guarded]
  const nested = [branch, branch, loop, loop, turns, choose, array, sorted, jump, leave]
  random.of(nesting > 0 ? [...simple, ...nested] : simple)(scope, say, depth, nesting)
}

function block(scope, say, depth, nesting, most = 3) {
  for (let left = scope.random.between(1, most); left > 0; left--) statement(scope, say, depth, nesting - 1)
}

/** A variable that may be changed: loop counters must not be. */
function target({ random, own }, kind) {
  return random.of(own[kind].filter(name => name !== 'i1'))
}

function assign(scope, say, depth) {
  const { random } = scope
  random.of([
    () => say(`${target(scope, 'u32')} ${random.of(['=', '+=', '^='])} ${u32(scope, 3)};`, depth),
    () => say(`${target(scope, 'u64')} ${random.of(['=', '+=', '^='])} ${u64(scope, 3)};`, depth),
    () => say(`${target(scope, 'f64')} = ${f64(scope, 3)};`, depth),
    () => say(`f0 = ${f32(scope, 2)};`, depth),
    () => say(`kept = kept * 3 + ${u64(scope, 2)};`, depth),
    () => say(`items[${u32(scope, 1)} % (sizeof items / sizeof *items)] = ${u32(scope, 2)};`, depth),
    () => say(`flags.${random.of(['low', 'middle', 'high'])} = ${u32(scope, 2)} % 31u;`, depth)
  ])()
}

function pause(scope, say, depth) {
  const { random } = scope
  random.of([
    () => say(`stop(s, ${u32(scope, 1)});`, depth),
    () => say(`if (${u32(scope, 2)} % ${random.between(2, 4)}u == 0) stop(s, ${u32(scope, 0)});`, depth),
    () => say('s->pauses++; w1 += (uint64_t)weft_yield();', depth),
    () => say(`s->pauses++; i0 ^= (uint32_t)weft_sleep(${random.below(5)} * 0.001);`, depth)
  ])()
}

function callInto(scope, say, depth) {
  const { random } = scope
  random.of([
    () => say(`w1 ${random.of(['=', '+=', '^='])} ${call(scope)};`, depth),
    () => say(`q0 = ${u64(scope, 1)}; q0 += ${call(scope)};`, depth),
    () => say(`w0 = (uint32_t)${call(scope)} + w0 % 5;`, depth),
    () => say(`mix(s, ${call(scope)});`, depth)
  ])()
}

/** Short circuits and the conditional operator around calls. */
function guarded(scope, say, depth) {
  const { random } = scope
  random.of([
    () => say(`if (${u32(scope, 1)} % 3u && ${call(scope)} & 1u) i0++;`, depth),
    () => say(`if (${u32(scope, 1)} % 4u == 0 || ${call(scope)} % 3u == 1) w0--;`, depth),
    () => say(`w1 = ${u32(scope, 1)} & 2u ? ${call(scope)} : ${call(scope)};`, depth)
  ])()
}

function byPointer(scope, say, depth) {
  const { random, names } = scope
  const name = random.chance(0.5) ? `table_e[${u32(scope, 1)} % COUNT_E]` : random.of(names.e)
  say(`${name}(s, &q0, &${random.of(scope.own.pair)}, (uint8_t)${u32(scope, 1)}, ${u32(scope, 1)} & 1u);`, depth)
}

function structs(scope, say, depth) {
  const { random, names } = scope
  const pair = () => random.of(scope.own.pair)
  random.of([
    () => say(`${pair()} = ${random.of(names.c)}(s, ${random.of(scope.read.pair)}, ${u32(scope, 1)});`, depth),
    () => say(`${pair()}.words[${u32(scope, 1)} % 3] = ${u32(scope, 2)};`, depth),
    () => say(`${pair()}.real = ${f64(scope, 2)};`, depth),
    () => say(`memcpy(${pair()}.bytes, &w0, 4);`, depth),
    () => say(`${pair()} = (pair){.wide = ${u64(scope, 1)}, .single = ${f32(scope, 1)}, .words = {[2] = 9}};`, depth)
  ])()
}

function wide(scope, say, depth) {
  scope.random.of([
    () => say(`long0 = long0 * ${constant(scope)} + ${u64(scope, 1)};`, depth),
    () => say(`long0 ^= (u128)${u64(scope, 1)} << ${scope.random.below(64)};`, depth)
  ])()
}

function world(scope, say, depth) {
  say(`shared[${u32(scope, 1)} % 16u] += ${u64(scope, 1)};`, depth)
  say(`w1 ^= shared[${u32(scope, 0)} % 16u];`, depth)
}

function branch(scope, say, depth, nesting) {
  say(`if (${u32(scope, 2)} % ${scope.random.between(2, 3)}u) {`, depth)
  block(scope, say, depth + 1, nesting)
  if (scope.random.chance(0.5)) {
    say('} else {', depth)
    block(scope, say, depth + 1, nesting)
  }
  say('}', depth)
}

function inLoop(scope, work) {
  scope.inLoop++
  work()
  scope.inLoop--
}

function loop(scope, say, depth, nesting) {
  const name = `n${scope.made++}`
  say(`for (uint32_t ${name} = 0; ${name} < ${scope.random.between(1, 6)}u && s->fuel > 0; ${name}++) {`, depth)
  say('s->fuel--;', depth + 1)
  scope.read.u32.push(name)
  inLoop(scope, () => block(scope, say, depth + 1, nesting))
  scope.read.u32.splice(scope.read.u32.indexOf(name), 1)
  say('}', depth)
}

/** while and do, ended by the fuel. */
function turns(scope, say, depth, nesting) {
  const test = `${u32(scope, 2)} % 5u && s->fuel > 0`
  const isDo = scope.random.chance(0.5)
  say(isDo ? 'do {' : `while (${test}) {`, depth)
  say('s->fuel -= 2;', depth + 1)
  inLoop(scope, () => block(scope, say, depth + 1, nesting))
  say(isDo ? `} while (${test});` : '}', depth)
}

function choose(scope, say, depth, nesting) {
  const { random } = scope
  const count = random.between(2, 7)
  const [rest, far] = [random.below(2 * count), random.below(4 * count)]
  say(`switch (${u32(scope, 2)} % ${count + random.below(2)}u) {`, depth)
  for (let i = 0; i < count; i++) {
    say(i === rest ? 'default:' : `case ${i === far ? i * 1000 : i}u:`, depth)
    block(scope, say, depth + 1, nesting, 2)
    say(random.chance(0.75) ? 'break;' : '/* falls through */', depth + 1)
  }
  say('}', depth)
}

/** An array of a length that only the run tells. */
function array(scope, say, depth, nesting) {
  const { random } = scope
  const name = `v${scope.made++}`
  say('{', depth)
  say(`uint32_t length_${name} = 1 + ${u32(scope, 1)} % ${random.between(2, 19)}u;`, depth + 1)
  say(`uint64_t ${name}[length_${name}];`, depth + 1)
  say(`for (uint32_t i = 0; i < length_${name}; i++) ${name}[i] = i * ${constant(scope)} + w1;`, depth + 1)
  const cell = `${name}[w0 % length_${name}]`
  scope.read.u64.push(cell)
  block(scope, say, depth + 1, nesting)
  scope.read.u64.splice(scope.read.u64.indexOf(cell), 1)
  say(`for (uint32_t i = 0; i < length_${name}; i++) mix(s, ${name}[i]);`, depth + 1)
  say('}', depth)
}

function sorted(scope, say, depth) {
  const compare = scope.random.of(['compare_slowly', 'compare_quickly', '(w0 & 1 ? compare_slowly : compare_quickly)'])
  say(`sort(s, items, sizeof items / sizeof *items, ${compare});`, depth)
}

/** Out of two loops at once, or past some code. */
function jump(scope, say, depth, nesting) {
  const label = `out${scope.made++}`
  const [a, b] = [`n${scope.made++}`, `n${scope.made++}`]
  say(`for (uint32_t ${a} = 0; ${a} < 3 && s->fuel > 0; ${a}++) {`, depth)
  say(`for (uint32_t ${b} = ${a}; ${b} < 4; ${b}++) {`, depth + 1)
  say('s->fuel--;', depth + 2)
  inLoop(scope, () => block(scope, say, depth + 2, nesting, 2))
  say(`if (${u32(scope, 1)} % 5u == 0) goto ${label};`, depth + 2)
  say('}', depth + 1)
  say('}', depth)
  say(`${label}:`, depth)
  say('i1++;', depth)
}

function leave(scope, say, depth) {
  if (scope.inLoop === 0) return pause(scope, say, depth)
  say(`if (${u32(scope, 1)} % 6u == 0) ${scope.random.of(['break', 'continue'])};`, depth)
}

// --- the program around them ---------------------------------------------------------------------

function writeMain(all, random) {
  const calls = all.flatMap(name => [name, name]).map((name, i) => `    case ${i}: ${begin(name, random)} break;\n`)
  const count = calls.length
  return `
enum { TASKS = ${TASKS}, CALLS = ${count} };
static self results[CALLS];

static void call_number(int number, self *s)
{
    pair v = {7, 1.5, {1, 2, 3}, 2.5f, {9}};
    uint64_t q = 5;
    uint32_t at[2] = {3, 4};

    switch (number) {
${calls.join('')}    }
    mix(s, q + at[0] + at[1]);
    mix_pair(s, &v);
}

static int task(void *arg)
{
    for (int i = *(int *)arg; i < CALLS; i += TASKS) {
        results[i] = (self){.hash = (uint64_t)i + 1, .fuel = ${random.between(80, 200)}};
        call_number(i, &results[i]);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    static int numbers[TASKS];
    WEFT_GROUP(group);

    (void)arg;
    group.stack_bytes = STACK;
    for (int i = 0; i < TASKS; i++) {
        numbers[i] = i;
        weft_group_spawn(&group, task, &numbers[i]);
    }
    WEFT_TRY(weft_group_join(&group));
    for (int i = 0; i < CALLS; i++)
        printf("%d %016llx %u\\n", i, (unsigned long long)results[i].hash, (unsigned)results[i].pauses);
    printf("%u pauses\\n", (unsigned)world);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
`
}

function begin(name, random) {
  const number = () => `${random.below(1000)}u`
  return {
    a: () => `mix(s, ${name}(s, ${number()}, ${number()}));`,
    b: () => `mix_real(s, ${name}(s, 2.5, ${number()}, 1.25f));`,
    c: () => `v = ${name}(s, v, ${number()});`,
    d: () => `mix(s, ${name}(s, 4u, ${number()}, (uint64_t)${number()}, 0.5, ${number()}));`,
    e: () => `${name}(s, &q, &v, 77, true);`,
    f: () => `mix(s, ${name}(s, ${number()}, 1.5, 3u, 2.5f, 200, -5, at, 0.25, 60000, 1u, -1, 0.5f));`,
    g: () => `mix(s, ${name}(s, family, ${number()}));`,
    h: () => `mix_real(s, ${name}(s, (one){3.5}).value);`
  }[name[0]]()
}
