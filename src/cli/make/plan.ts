// `colophon plan`: what a release would do, and all that stands in its way; nothing is written anywhere.
import { join } from 'node:path';

import type { Finding } from '../../domain/finding.ts';
import { refuses } from '../../domain/finding.ts';
import { authority, type Authority } from '../../engine/authority.ts';
import { failureOf } from '../../engine/failures.ts';
import { runPipeline } from '../../engine/run.ts';
import { neutral } from '../../formats/neutral.ts';
import { stages } from '../../stages/index.ts';
import { planAssets } from '../../stages/plan-assets.ts';
import type { Answer, Invocation } from '../command.ts';
import { placesOf } from './directory.ts';
import { readKnowledge } from './knowledge.ts';
import type { PlanOptions } from './options.ts';
import { prepared } from './prepare.ts';
import { findingLines, marksOf } from './render.ts';
import { createStandIns } from './stand-ins.ts';
import { stopped } from './stopped.ts';

interface Planned {
  readonly tag: string;
  readonly commit: string;
  readonly repository: string;
  readonly findings: readonly Finding[];
  readonly assets: {
    readonly kept: readonly string[];
    readonly gone: readonly string[];
    readonly new: readonly string[];
  };
  readonly previous?: string;
}
