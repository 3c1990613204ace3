import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge, judgeRecord } from './judge.js';
import { scenarioOf } from './scenario-builder.js';
import { AWAIT, KILL, TIMES_OUT, client, timedOut, returned, told } from './spec-cases.js';

describe('records that are cut, old, or odd', () => {
  test('a cut record is inconclusive; what it has shown to be false stays broken', () => {
    assert.deepEqual(told({ expect: [TIMES_OUT] }, timedOut().cut()), [
      'inconclusive',
      'rig rig inconclusive :1',
      'expectation raises held :102',
    ]);
    assert.equal(told({ expect: [TIMES_OUT] }, returned().cut())[0], 'broken');
    const [piece] = judge(scenarioOf({}), timedOut().cut()).verdicts;
    assert.equal(piece?.actual, 'the record stops at 30 µs, after call.returned');
  });

  test('an interrupted run is inconclusive, also for a step that was waiting', () => {
    const record = client()
      .step(0, 'await exit client', [5, 50], { outcome: 'missed' })
      .cleanup(61)
      .build('interrupted');
    assert.deepEqual(told({ steps: [AWAIT] }, record), [
      'inconclusive',
      'rig rig inconclusive :1',
      'step await exit inconclusive :10',
    ]);
  });

  test('any prefix of a record can be judged', () => {
    const whole = timedOut().step(0, 'await exit client', [5, 50]).cleanup(60).build();
    for (let length = 0; length <= whole.events.length; length += 1) {
      const { header, events } = whole;
      const { outcome } = judge(scenarioOf({ steps: [AWAIT], rules: [], expect: [TIMES_OUT] }), {
        header,
        events: events.slice(0, length),
      });
      assert.equal(outcome, 'inconclusive');
    }
  });

  test('an expectation that is unknown, or throws, is inconclusive with the reason', () => {
    const scenario = scenarioOf({ expect: [TIMES_OUT, TIMES_OUT] });
    const [first, second] = scenario.expectations;
    assert.ok(first !== undefined && second !== undefined);
    const odd = {
      ...scenario,
      expectations: [
        { ...first, kind: 'gremlin' },
        { ...second, spec: {} },
      ],
    };
    const { outcome, verdicts } = judge(odd, timedOut().cleanup(60).build());
    assert.equal(outcome, 'inconclusive');
    assert.equal(verdicts[0]?.actual, 'this version knows no expectation "gremlin"');
    assert.match(verdicts[1]?.actual ?? '', /^the expectation could not be judged: TypeError: /);
    assert.match(verdicts[1]?.hint ?? '', /report it with the record/);
  });

  test('an old record is judged by the scenario as it is now, and says that it was changed', () => {
    const record = returned().step(0, 'await exit client', [5, 50]).cleanup(60).build();
    const scenario = scenarioOf({ steps: [KILL, AWAIT], expect: [TIMES_OUT] });
    assert.equal(judgeRecord(scenario, record).scenarioChanged, false);
    const changed = { ...scenario, identity: { ...scenario.identity, sha256: '11' } };
    const { scenarioChanged, outcome, verdicts } = judgeRecord(changed, record);
    assert.deepEqual([scenarioChanged, outcome], [true, 'broken']);
    assert.equal(verdicts[0]?.span.line, 10, 'the step is found by its label where its number has changed');
  });
});
