/** Checks and groups of a run, as the end-of-test summary lists them. */

export interface CheckCount {
  readonly name: string;
  readonly path: string;
  passes: number;
  fails: number;
}

export interface GroupNode {
  readonly name: string;
  readonly path: string;
  readonly groups: GroupNode[];
  readonly checks: CheckCount[];
}

const separator = '::';

export class CheckTree {
  readonly root: GroupNode = { name: '', path: '', groups: [], checks: [] };
  readonly #groups = new Map<string, GroupNode>([['', this.root]]);
  readonly #checks = new Map<string, CheckCount>();

  /** The group `name` inside the group with this path, made on first use. */
  group(parentPath: string, name: string): GroupNode {
    const path = `${parentPath}${separator}${name}`;
    const known = this.#groups.get(path);
    if (known !== undefined) return known;
    const node = { name, path, groups: [], checks: [] };
    this.#groups.set(path, node);
    this.#groups.get(parentPath)?.groups.push(node);
    return node;
  }

  count(groupPath: string, name: string, passed: boolean): void {
    const check = this.at(groupPath, name);
    if (passed) check.passes++;
    else check.fails++;
  }

  /** The check of this name in the group with this path; both are made on first use. */
  at(groupPath: string, name: string): CheckCount {
    const path = `${groupPath}${separator}${name}`;
    let check = this.#checks.get(path);
    if (check === undefined) {
      check = { name, path, passes: 0, fails: 0 };
      this.#checks.set(path, check);
      this.#groupAt(groupPath).checks.push(check);
    }
    return check;
  }

  #groupAt(path: string): GroupNode {
    const known = this.#groups.get(path);
    if (known !== undefined) return known;
    const at = path.lastIndexOf(separator);
    this.#groupAt(path.slice(0, at));
    return this.group(path.slice(0, at), path.slice(at + separator.length));
  }

  all(): CheckCount[] {
    return [...this.#checks.values()];
  }
}
