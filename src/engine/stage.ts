// What a stage is, how stages stand in order, and what a stage is handed.
import type { Outcomes } from '../domain/outcome/index.ts';
import type { Platform } from '../domain/platform.ts';
import type { Settings } from '../domain/settings.ts';
import type { StageName } from '../domain/stage-name.ts';
import type { Tool } from '../domain/tool.ts';
import type { Door, Ports } from '../ports/index.ts';

/** The outcomes that a stage reads. */
export type Input<Reads extends StageName> = Pick<Outcomes, Reads>;
/** The doors that a stage declared. */
export type Doors<Needs extends Door> = Pick<Ports, Needs>;

/** What a part is told besides input, doors and settings. */
export interface Bench<Name extends StageName> {
  /** Outcomes of the parts that this one waits for. */
  readonly earlier: ReadonlyMap<string, Outcomes[Name]>;
  /** Says in a few words what is being done. */
  readonly doing: (text: string) => void;
  /** Passes on a line that project code wrote. */
  readonly output: (line: string) => void;
  /** What an earlier attempt left under the same key, whole in the store; only stages that repeat `again` see one. */
  readonly before?: Outcomes[Name];
}

export interface Stage<Name extends StageName, Reads extends StageName, Needs extends Door> {
  readonly name: Name;
  /** One present-tense sentence: what is true afterwards. */
  readonly promise: string;
  /** Part of every part key: raised when the same input must give another outcome than before. */
  readonly revision: number;
  readonly reads: readonly Reads[];
  readonly needs: readonly Needs[];
  /** `again`: the stage looks at the outside each time; `once`: an outcome in the ledger is as good as new. */
  readonly repeats: 'once' | 'again';
  /** What may be done apart (other core, other machine): one ledger line each. */
  readonly parts: (input: Input<NoInfer<Reads>>, settings: Settings[Name]) => readonly string[];
  /** Parts of this stage that a part waits for. */
  readonly waits?: (
    part: string,
    settings: Settings[Name],
    input: Input<NoInfer<Reads>>,
  ) => readonly string[];
  /** Whether another program does most of a part's work: such parts run beside those that do their own. None, unless said. */
  readonly delegates?: (part: string, settings: Settings[Name], input: Input<NoInfer<Reads>>) => boolean;
  /** What a part is for, in stages whose parts may be done on machines of different platforms. */
  readonly platformOf?: (part: string, settings: Settings[Name]) => Platform | undefined;
  /** What a part depends on besides the facts of its input: tools, frozen evidence. Hashed into the part key. */
  readonly hashes?: (
    part: string,
    input: Input<NoInfer<Reads>>,
    ports: Doors<NoInfer<Needs>>,
    settings: Settings[Name],
  ) => Promise<readonly (string | Tool)[]>;
  // Properties, not methods: a method's parameters are bivariant and let an undeclared door in.
  readonly run: (
    part: string,
    input: Input<NoInfer<Reads>>,
    ports: Doors<NoInfer<Needs>>,
    settings: Settings[Name],
    bench: Bench<Name>,
  ) => Promise<Outcomes[Name]>;
  /** What the stage sees to once more where its outcome was taken from a sealed list, and it is not run. */
  readonly mend?: (
    outcome: Outcomes[Name],
    input: Input<NoInfer<Reads>>,
    ports: Doors<NoInfer<Needs>>,
    settings: Settings[Name],
    bench: Pick<Bench<Name>, 'doing'>,
  ) => Promise<void>;
  /** The outcome of the whole stage from those of its parts, in the order of `parts`. */
  readonly join: (done: ReadonlyMap<string, Outcomes[Name]>) => Outcomes[Name];
  /** What readers' part keys hash of the outcome; all of it unless said otherwise. */
  readonly identity?: (outcome: Outcomes[Name]) => unknown;
  /** One line for people: what there is now. */
  readonly says: (outcome: Outcomes[Name]) => string;
}

/** Infers name, reads and needs from the data; the only way to make a stage. */
export const stage = <
  const N extends StageName,
  const R extends StageName = never,
  const D extends Door = never,
>(
  definition: Stage<N, R, D>,
): Stage<N, R, D> => definition;

type InOrder<List, Before extends StageName = never> = List extends readonly [
  Stage<infer N, infer R, infer _>,
  ...infer Rest,
]
  ? [
      N extends Before
        ? { error: `${N} stands twice` }
        : [R] extends [Before]
          ? List[0]
          : { error: `${N} reads ${Exclude<R, Before>}, which stands later` },
      ...InOrder<Rest, Before | N>,
    ]
  : [];
type Complete<List extends readonly { name: StageName }[]> = [
  Exclude<StageName, List[number]['name']>,
] extends [never]
  ? unknown
  : { error: `missing: ${Exclude<StageName, List[number]['name']>}` };

/** The ordered list of stages; one that stands twice, too early or not at all does not compile. */
export const pipeline = <const List extends readonly { name: StageName }[]>(
  ...stages: List & InOrder<List> & Complete<List>
): List => stages;

/** The only cast of the engine: hands over the declared doors; at run time no other exists. */
export const grant = <D extends Door>(all: Ports, needs: readonly D[]): Doors<D> =>
  Object.freeze(Object.fromEntries(needs.map((door) => [door, all[door]]))) as unknown as Doors<D>;
