// Where a scenario file can't say it: a loop over what the network is made to do. The verbs are those of the files.
import { expect, test } from 'guasto/playwright';

test('one client after another is served, whatever happened to the one before', async ({ lab }) => {
  await lab.open({
    programs: {
      server: { fixture: 'python-echo-server' },
      client: { fixture: 'python-echo-client', args: { timeout: '500ms', message: { text: 'ciao' } } },
    },
    links: { wire: { to: 'server' } },
  });
  await lab.start('server');

  for (const toxic of [
    { toxic: 'timeout', timeout: '0ms' },
    { toxic: 'reset_peer', timeout: '0ms' },
  ]) {
    const name = `break-${toxic.toxic}`;
    await lab.inject({ name, link: 'wire', stream: 'downstream', ...toxic });
    await lab.restart('client');
    await lab.await({ exit: 'client', within: '5s' });
    await lab.heal(name);
  }
  await lab.restart('client');
  await lab.await({ output: 'client', contains: 'ciao', within: '5s' });

  const record = await lab.end();
  expect(record).toShow({ call: { by: 'client', run: 1, name: 'recv', nth: 'first' }, raises: 'TimeoutError' });
  expect(record).toShow({ call: { by: 'client', run: 2, name: 'recv', nth: 'first' }, raises: 'ConnectionResetError' });
  expect(record).not.toShow({ exit: { of: 'server', code: 'non-zero' } });
});
