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
  }

  stop(): void {
    if (this.beats !== undefined) clearInterval(this.beats);
    if (this.watch !== undefined) clearTimeout(this.watch);
    this.beats = undefined;
    this.watch = undefined;
  }

  private lookAfter(ms: number): void {
    this.watch = setTimeout(() => {
      this.look();
    }, ms);
  }

  private look(): void {
    const { protocol, silentAfterMs = 0, onSilent } = this.settings;
    const leftMs = silentAfterMs - (Date.now() - this.heardMs);
    if (leftMs > 0) {
      this.lookAfter(leftMs);
      return;
    }
    this.stop();
    dead.add(1, { protocol });
    onSilent?.();
  }
}
