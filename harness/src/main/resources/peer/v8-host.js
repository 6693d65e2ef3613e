// Compiles and calls WebAssembly for ParetoJIT: a JSON request a line on standard input, a JSON reply a
// line on standard output, as paretojit.peer.process.Request and Reply have it. Runs under Node with
// the flags that choose V8's tier, and --expose-gc.
'use strict';
const { readSync, writeSync } = require('fs');
const { randomFillSync } = require('crypto');

// A custom section named "u" with eight random bytes: no two compilations are of the same bytes, so V8's
// cache of modules never helps.
const SECTION = Buffer.from([0, 10, 1, 117, 0, 0, 0, 0, 0, 0, 0, 0]);
const RANDOM = 4;

// Modules that V8 has not collected yet hold on to code memory. Collecting now and then, outside of what
// is timed, keeps that small.
const MOST_BYTES = 16 << 20;
const MOST_MODULES = 256;

const things = new Map(); // modules (their bytes) and instances, by handle
let handles = 0;
let uncollectedBytes = 0;
let uncollectedModules = 0;

function keep(thing) {
  things.set(++handles, thing);
  return { handle: handles };
}

function freshBytes(bytes) {
  const fresh = Buffer.concat([bytes, SECTION]);
  randomFillSync(fresh, bytes.length + RANDOM);
  return fresh;
}

function compile(bytes) {
  const fresh = freshBytes(bytes);
  uncollectedBytes += bytes.length;
  if (++uncollectedModules > MOST_MODULES || uncollectedBytes > MOST_BYTES) {
    global.gc();
    uncollectedModules = uncollectedBytes = 0;
  }
  const start = process.hrtime.bigint();
  const module = new WebAssembly.Module(fresh);
  const nanos = Number(process.hrtime.bigint() - start);
  return { module, nanos };
}

function instantiate(bytes) {
  const { module } = compile(bytes);
  if (WebAssembly.Module.imports(module).length > 0) {
    return { unsupported: 'imports on V8 as a peer' };
  }
  try {
    return keep(new WebAssembly.Instance(module));
  } catch (e) {
    return failure(e);
  }
}

// ---- values travel as their bits, in signed decimal ----

const cell = new DataView(new ArrayBuffer(8));

function valueOf(type, bits) {
  cell.setBigInt64(0, BigInt(bits), true);
  switch (type) {
    case 'i32': return cell.getInt32(0, true);
    case 'i64': return cell.getBigInt64(0, true);
    case 'f32': return cell.getFloat32(0, true);
    case 'f64': return cell.getFloat64(0, true);
  }
  throw new Error('no type ' + type);
}

function bitsOf(type, value) {
  cell.setBigInt64(0, 0n, true);
  switch (type) {
    case 'i32': cell.setInt32(0, value, true); break;
    case 'i64': cell.setBigInt64(0, value, true); break;
    case 'f32': cell.setFloat32(0, value, true); break;
    case 'f64': cell.setFloat64(0, value, true); break;
    default: throw new Error('no type ' + type);
  }
  return cell.getBigInt64(0, true).toString();
}

function call(instance, request) {
  const args = request.arguments.map((bits, k) => valueOf(request.params[k], bits));
  const f = instance.exports[request.export];
  let value;
  const start = process.hrtime.bigint();
  try {
    value = f(...args);
  } catch (e) {
    return failure(e);
  }
  const nanos = Number(process.hrtime.bigint() - start);
  const values = request.results.length === 0 ? [] : request.results.length === 1 ? [value] : value;
  return { nanos, results: values.map((v, k) => bitsOf(request.results[k], v)) };
}

// V8 throws a RangeError where the stack ends, and RuntimeErrors for all other traps.
function failure(e) {
  if (e instanceof WebAssembly.RuntimeError || e instanceof RangeError) {
    return { trap: e.message };
  }
  return { error: String(e) };
}

function answer(request) {
  const thing = things.get(request.handle);
  switch (request.op) {
    case 'OPEN': return keep(Buffer.from(request.wasm, 'base64'));
    case 'COMPILE': return { nanos: compile(thing).nanos };
    case 'INSTANTIATE': return instantiate(thing);
    case 'CALL': return call(thing, request);
    case 'DROP': things.delete(request.handle); return {};
  }
  throw new Error('no operation ' + request.op);
}

// ---- lines, read without the event loop: nothing else ever runs here ----

function* lines() {
  const chunk = Buffer.alloc(1 << 16);
  let parts = [];
  for (let n = readSync(0, chunk); n > 0; n = readSync(0, chunk)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && end < n; end = chunk.indexOf(10, from)) {
      parts.push(Buffer.from(chunk.subarray(from, end)));
      yield Buffer.concat(parts).toString();
      parts = [];
      from = end + 1;
    }
    parts.push(Buffer.from(chunk.subarray(from, n)));
  }
}

for (const line of lines()) {
  let reply;
  try {
    reply = answer(JSON.parse(line));
  } catch (e) {
    // Modules were validated before they came here: V8 objects to what it lacks.
    reply = e instanceof WebAssembly.CompileError ? { unsupported: e.message } : { error: String(e) };
  }
  writeSync(1, JSON.stringify(reply) + '\n');
}
