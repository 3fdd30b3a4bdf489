/** Beats in time, and notices a peer that is silent for too long: open, but dead. */

import { Counter } from 'k6/metrics';

/** Sessions whose peer fell silent while the connection stayed open; tag `protocol`. */
const dead = new Counter('sessions_dead');

export interface KeepAliveSettings {
  readonly protocol: string;
  /** 0 or absent: no beats of ours. */
  readonly beatEveryMs?: number;
  readonly beat?: () => void;
  /** 0 or absent: silence is no reason to worry. */
  readonly silentAfterMs?: number;
  readonly onSilent?: () => void;
}

export class KeepAlive {
  private readonly settings: KeepAliveSettings;
  private beats: number | undefined;
  private watch: number | undefined;
  private heardMs = Date.now();
  private hasDoubted = false;

  /** Runs until `stop`: its timers keep the iteration open. */
  constructor(settings: KeepAliveSettings) {
    this.settings = settings;
    const { beatEveryMs = 0, beat, silentAfterMs = 0 } = settings;
    if (beatEveryMs > 0 && beat !== undefined) this.beats = setInterval(beat, beatEveryMs);
    if (silentAfterMs > 0) this.lookAfter(silentAfterMs);
  }

  /** Something came from the peer. */
  heard(): void {
    this.heardMs = Date.now();
    this.hasDoubted = false;
  }

  stop(): void {
    if (this.beats !== undefined) clearInterval(this.beats);
    if (this.watch !== undefined) clearTimeout(this.watch);
    this.beats = undefined;
    this.watch = undefined;
  }

  private lookAfter(ms: number): void {
    const dueMs = Date.now() + ms;
    this.watch = setTimeout(() => {
      this.look(Date.now() - dueMs);
    }, ms);
  }

  private look(lateMs: number): void {
    const { protocol, silentAfterMs = 0, onSilent } = this.settings;
    const leftMs = silentAfterMs - (Date.now() - this.heardMs);
    if (leftMs > 0) {
      this.lookAfter(leftMs);
      return;
    }
    // it was us who stood still: what the peer said is not read yet, and nobody has asked it meanwhile
    if (lateMs > silentAfterMs / 4 && !this.hasDoubted) {
      this.hasDoubted = true;
      this.lookAfter(silentAfterMs);
      return;
    }
    this.stop();
    dead.add(1, { protocol });
    onSilent?.();
  }
}
