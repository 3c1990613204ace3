// For specs: a project of a user, in a temporary folder, with guasto and Playwright installed as links, and commands run in it.

import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Job } from '../../engine/job.js';
import { shellWord } from '../../vocabulary/shell-word.js';
import { withClaim } from '../../testing/claim.js';
import { packageRoot } from '../../testing/package-root.js';
import { plainEnvironment } from '../../testing/plain-environment.js';
import type { AfterTest } from '../../testing/scratch-folder.js';

/** dist/, or the folder that stands for it: what this file was compiled into. */
const COMPILED = dirname(dirname(__dirname));
const PACKAGE = packageRoot();
const COMMAND_BOUND_MS = 120_000;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The real engine process, with real programs. Default: the fake. */
  readonly realEngine?: boolean;
  /** Playwright's HTML report, which is a fifth of a run's time. Default: not with the fake engine. */
  readonly html?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** At a terminal of 150 columns, by script(1). Default: into pipes. */
  readonly atTerminal?: boolean;
  /** Called with all output so far whenever there is more; a SIGINT follows when the promise resolves. */
  readonly interruptAfter?: (output: string) => Promise<unknown> | undefined;
}

export class Project {
  readonly folder: string;
  #playwright = PACKAGE;

  /** It is removed when the test ends. */
  constructor(t: AfterTest, files: Readonly<Record<string, string>> = {}) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'guasto-project-')));
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Names in a folder, sorted. */
  list(path: string): readonly string[] {
    return readdirSync(join(this.folder, path)).toSorted();
  }

  /** What the fake engine was told and asked. */
  engineLog(): { readonly announced: readonly Job[]; readonly executed: readonly Job[] } {
    return JSON.parse(this.read('engine-log.json')) as ReturnType<Project['engineLog']>;
  }

  /** As `npm install guasto @playwright/test` would, but by links. `playwright`: a folder in whose node_modules that is. */
  install(playwright: string = PACKAGE): this {
    const modules = join(this.folder, 'node_modules');
    this.#playwright = playwright;
    mkdirSync(join(modules, '@playwright'), { recursive: true });
    mkdirSync(join(modules, 'guasto'));
    symlinkSync(join(playwright, 'node_modules/@playwright/test'), join(modules, '@playwright/test'));
    symlinkSync(COMPILED, join(modules, 'guasto/dist'));
    writeFileSync(join(modules, 'guasto/package.json'), readFileSync(join(PACKAGE, 'package.json')));
    return this;
  }

  /** Path of the `guasto` command. */
  readonly cli = join(COMPILED, 'cli/main.js');

  guasto(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const { realEngine = false, html = realEngine } = options;
    const command = args.find((word) => !word.startsWith('-'));
    const isPlain = command === 'run' && !args.includes('--reporter') && !html;
    return this.#node([this.cli, ...args, ...(isPlain ? ['--reporter', 'terminal'] : [])], options);
  }

  playwright(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.#node([join(this.#playwright, 'node_modules/@playwright/test/cli.js'), ...args], options);
  }

  #node(
    argv: readonly string[],
    { realEngine = false, atTerminal = false, env = {}, interruptAfter }: CommandOptions,
  ): Promise<CommandResult> {
    const preload = realEngine ? [] : ['--require', join(__dirname, 'use-fake-engine.js')];
    const command = [process.execPath, ...preload, ...argv];
    return this.#spawn(atTerminal ? inTerminal(command) : command, { env, interruptAfter });
  }

  /** A line as a user types it, with the real engine. */
  shell(line: string, env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    return this.#spawn(['/bin/sh', '-c', line], { env, interruptAfter: undefined });
  }

  #spawn(
    [file = '', ...words]: readonly string[],
    {
      env,
      interruptAfter,
    }: Pick<CommandOptions, 'env'> & { readonly interruptAfter: CommandOptions['interruptAfter'] },
  ): Promise<CommandResult> {
    const child = spawn(file, words, {
      cwd: this.folder,
      env: { ...plainEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: COMMAND_BOUND_MS,
    });
    let [stdout, stderr] = ['', ''];
    let interrupted: Promise<boolean> | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      interrupted ??= interruptAfter?.(stdout)?.then(() => child.kill('SIGINT'));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }
}

const inTerminal = (command: readonly string[]): readonly string[] => [
  'script',
  '-qec',
  `stty cols 150; exec ${command.map(shellWord).join(' ')}`,
  '/dev/null',
];

/** A small sound scenario; what the fake engine makes of it is said by its title. */
export const scenarioText = (title: string, more = ''): string => `title: ${title}
programs:
  client: { run: [sleep, "0.01"] }
steps:
  - start: client
  - await: { exit: client, within: 5s }
expect:
  - exit: { of: client, code: 0 }
${withClaim(more)}`;
