import { expect } from 'chai';
import { parseRecord, wallMicroseconds } from './json-records.ts';

describe('lines of k6’s JSON output', () => {
  it('describe a metric before its samples', () => {
    const line =
      '{"type":"Metric","metric":"ws_connecting","data":{"name":"ws_connecting","type":"trend","contains":"time","thresholds":["p(95)<100"],"submetrics":null}}';
    expect(parseRecord(line)).to.deep.equal({
      type: 'Metric',
      metric: 'ws_connecting',
      kind: 'trend',
    });
  });

  it('hold samples whatever the order of keys, with metadata or without tags', () => {
    const tagged =
      '{"metric":"ws_connecting","data":{"metadata":{"vu":"1"},"tags":{"status":"101"},"value":12.5,"time":"2026-01-02T03:04:05.678901234Z"},"type":"Point"}';
    expect(parseRecord(tagged)).to.deep.equal({
      type: 'Point',
      metric: 'ws_connecting',
      value: 12.5,
      tags: { status: '101' },
      wallUs: Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + 678_901,
    });
    const bare =
      '{"type":"Point","data":{"name":"vus","time":"2026-01-02T05:04:05+02:00","value":1,"tags":null}}';
    expect(parseRecord(bare)).to.deep.include({ metric: 'vus', value: 1, tags: {} });
  });

  it('are left out when torn or of another kind', () => {
    const others = [
      '{"type":"Point","metric":"vus","da',
      'null',
      '{"type":"Note","metric":"vus","data":{}}',
      '{"type":"Point","metric":"vus","data":null}',
      '{"type":"Point","metric":"vus","data":{"time":"soon","value":1}}',
      '{"type":"Point","metric":"vus","data":{"time":"2026-01-02T03:04:05Z","value":"1"}}',
    ];
    for (const line of others) expect(parseRecord(line), line).to.equal(undefined);
  });

  it('have times of any precision and offset', () => {
    const second = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000;
    expect(wallMicroseconds('2026-01-02T03:04:05Z')).to.equal(second);
    expect(wallMicroseconds('2026-01-02T03:04:05.5Z')).to.equal(second + 500_000);
    expect(wallMicroseconds('2026-01-01T22:04:05.000001999-05:00')).to.equal(second + 1);
    expect(wallMicroseconds('2026-01-02')).to.equal(undefined);
    expect(wallMicroseconds('2026-13-02T03:04:05Z')).to.equal(undefined);
  });
});
