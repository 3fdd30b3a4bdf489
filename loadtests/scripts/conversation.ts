/** The talking half of a chat connection: prompts, answers, think times, and echoes for the round trip. */

import type { AgentEvent, ClientMessage, ServerMessage } from '../../target/protocol.ts';
import type { CohortPreset } from '../cohorts.ts';
import { AnswerWatch } from './answer-watch.ts';
import { echoMs, firstTokenMs, reportForeign, turnMs, turns, turnsStuck } from './mix-metrics.ts';
import { timeScale } from './mix-settings.ts';
import { OwnNumbers } from './own-numbers.ts';
import { TurnSchedule } from './turn-schedule.ts';
import type { TabTimers } from './tab-timers.ts';
import type { UserRandom } from './user-random.ts';

/** Who talks, and by which timers. */
export interface Speaker {
  /** Id of its connection. */
  readonly connection: string;
  readonly preset: CohortPreset;
  readonly random: UserRandom;
  readonly cohort: string;
  readonly timers: TabTimers;
}

/** A word of the prompt; a token is about four letters. */
const word = 'chat ';
const leastTokens = 5;
const leastThinkMs = 100;
/** How much longer than announced an answer may take before the user gives it up. */
const patienceMs = 5000;
const echoEveryMs = 2000;
/** Between two conversations, in think times. */
const pauseThinks = 4;
/** One connection tells of so many messages that were not for it: the first says it all. */
const foreignTold = 5;

export class Conversation {
  private readonly who: Speaker;
  private readonly send: (message: ClientMessage) => void;
  private readonly watch: AnswerWatch;
  private readonly turns: OwnNumbers;
  private readonly nonces: OwnNumbers;
  private schedule: TurnSchedule | undefined;
  private foreign = 0;
  private turnsLeft = 0;
  private askedMs = 0;
  private hasToken = false;
  private next: number | undefined;
  private patience: number | undefined;
  private echoes: number | undefined;
  private echoSentMs = 0;

  constructor(who: Speaker, send: (message: ClientMessage) => void) {
    this.who = who;
    this.send = send;
    this.watch = new AnswerWatch(who.connection);
    this.turns = new OwnNumbers(who.connection);
    this.nonces = new OwnNumbers(who.connection);
  }

  /** Once; later calls do nothing. */
  start(): void {
    if (this.echoes !== undefined) return;
    this.think(this.who.random.unit());
    this.echo();
  }

  stop(): void {
    clearTimeout(this.next);
    clearTimeout(this.patience);
    clearTimeout(this.echoes);
    this.watch.stop();
  }

  hear(message: ServerMessage): void {
    if (message.type === 'echo') this.hearEcho(message.nonce);
    else if ('turn' in message) this.hearEvent(message);
  }

  private echo(): void {
    this.echoSentMs = Date.now();
    // an echo that is still on its way is what is waited for
    if (!this.watch.isAwaited('echo')) this.watch.expect('echo', this.echoSentMs);
    this.send({ type: 'echo', nonce: String(this.nonces.next()) });
    this.echoes = this.who.timers.after(echoEveryMs, () => {
      this.echo();
    });
  }

  private hearEcho(nonce: string): void {
    const number = Number(nonce);
    if (!this.nonces.owns(number)) {
      this.hearForeign(`the answer to echo ${nonce}`);
      return;
    }
    if (number !== this.nonces.current) return;
    this.watch.heard('echo');
    echoMs.add(Date.now() - this.echoSentMs, { cohort: this.who.cohort });
  }

  private hearEvent({ type, turn }: AgentEvent): void {
    if (!this.turns.owns(turn)) this.hearForeign(`${type} of turn ${turn}`);
    if (turn !== this.turns.current) return;
    this.watch.heard('event');
    if (this.schedule?.advance(type) === true) this.watch.expect('event', this.schedule.dueMs);
    if (type === 'ai_response') this.hearToken();
    if (type === 'agent_completed') this.hearEnd();
  }

  private hearForeign(what: string): void {
    this.foreign++;
    if (this.foreign <= foreignTold) reportForeign(this.who.connection, what);
  }

  private ask(): void {
    const { preset, random, cohort, timers } = this.who;
    if (this.turnsLeft <= 0) this.turnsLeft = random.geometric(preset.turns);
    this.turnsLeft--;
    this.askedMs = Date.now();
    this.hasToken = false;
    const scaled = random.lognormal(preset.responseTokens) * timeScale;
    const tokens = Math.max(leastTokens, Math.round(scaled));
    const promptTokens = Math.max(1, Math.round(random.lognormal(preset.promptTokens)));
    turns.add(1, { cohort });
    const prompt = {
      type: 'prompt' as const,
      turn: this.turns.next(),
      text: word.repeat(Math.min(promptTokens, 4000)),
      tokens,
      intervalMs: preset.tokenIntervalMs,
      thinkMs: Math.round((300 + 1700 * random.unit()) * Math.max(timeScale, 0.05)),
      tools: random.between(0, preset.tools),
    };
    this.schedule = new TurnSchedule(prompt, this.askedMs);
    this.watch.expect('event', this.schedule.dueMs);
    this.send(prompt);
    this.patience = timers.after(tokens * preset.tokenIntervalMs * 2 + patienceMs, () => {
      turnsStuck.add(1, { cohort });
      this.think(1);
    });
  }

  private hearToken(): void {
    if (this.hasToken) return;
    this.hasToken = true;
    firstTokenMs.add(Date.now() - this.askedMs, { cohort: this.who.cohort });
  }

  private hearEnd(): void {
    clearTimeout(this.patience);
    turnMs.add(Date.now() - this.askedMs, { cohort: this.who.cohort });
    this.think(this.turnsLeft > 0 ? 1 : pauseThinks);
  }

  private think(thinks: number): void {
    const { preset, random, timers } = this.who;
    clearTimeout(this.next);
    const thinkMs = random.lognormal(preset.thinkMs) * timeScale * thinks;
    this.next = timers.after(Math.max(leastThinkMs, thinkMs), () => {
      this.ask();
    });
  }
}
