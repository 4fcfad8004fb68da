import { gzipSync } from 'node:zlib';
import { Function, Label, Line, Location, Mapping, Profile, Sample, StringTable, ValueType } from 'pprof-format';

const periodNs = 10_000_000;

/**
 * A CPU profile as the bytes of a pprof file.
 * @param samples `{ stack, count, process, pid }`; a stack is `module!function` texts, outermost first.
 */
export function encodeProfile(samples) {
  const strings = new StringTable();
  const text = (value) => strings.dedup(value);
  const mappings = new Map();
  const locations = new Map();

  const mappingId = (module) => {
    if (!mappings.has(module)) mappings.set(module, mappings.size + 1);
    return mappings.get(module);
  };
  const locationId = (frame) => {
    if (!locations.has(frame)) locations.set(frame, locations.size + 1);
    return locations.get(frame);
  };
  const split = (frame) => [frame.slice(0, frame.indexOf('!')), frame.slice(frame.indexOf('!') + 1)];

  const sample = samples.map(({ stack, count, process, pid }) => {
    const label = [];
    if (process) label.push(new Label({ key: text('process'), str: text(process) }));
    if (pid) label.push(new Label({ key: text('pid'), num: pid }));
    return new Sample({ locationId: stack.map(locationId).reverse(), value: [count, count * periodNs], label });
  });
  const location = [...locations].map(([frame, id]) => {
    const module = split(frame)[0];
    return new Location({ id, mappingId: module ? mappingId(module) : 0, line: [new Line({ functionId: id })] });
  });
  const profile = new Profile({
    sampleType: [
      new ValueType({ type: text('samples'), unit: text('count') }),
      new ValueType({ type: text('cpu'), unit: text('nanoseconds') }),
    ],
    sample,
    mapping: [...mappings].map(([module, id]) => new Mapping({ id, filename: text(`/app/${module}`), hasFunctions: true })),
    location,
    function: [...locations].map(([frame, id]) => new Function({ id, name: text(split(frame)[1]) })),
    stringTable: strings,
    timeNanos: 1_700_000_000_000_000_000n,
    durationNanos: 10_000_000_000,
    periodType: new ValueType({ type: text('cpu'), unit: text('nanoseconds') }),
    period: periodNs,
  });
  return gzipSync(profile.encode());
}
