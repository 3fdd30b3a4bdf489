/** A sample of a connection with tags of its own: how it ended, why it was refused. */

import type { SampleOrigin, Tags } from '../metrics/registry.ts';

export class TaggedConnection implements SampleOrigin {
  readonly own: Tags;
  readonly #connection: SampleOrigin;

  constructor(connection: SampleOrigin, own: Tags) {
    this.#connection = connection;
    this.own = own;
  }

  allTags(): Tags {
    return { ...this.#connection.allTags(), ...this.own };
  }

  metadata(): Tags | undefined {
    return this.#connection.metadata();
  }
}
