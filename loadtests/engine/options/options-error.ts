/** The script's options make no sense: the run does not start (k6's exit code 104). */
export class OptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OptionsError';
  }
}
