/**
 * A plugin of TypeDoc for the pages of docs/: each is called what its first heading says, and links to specs and other
 * sources lead to the repository, because a browser does not show a copied `.ts` file.
 */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, ReflectionKind } from 'typedoc';

/** @typedef {import('typedoc').CommentDisplayPart} Part */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = 'https://github.com/nestjs-registry/nestjs-registry/blob/main/';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    document.name = takeHeading(document.content) ?? document.name;
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const pages = project.getReflectionsByKind(ReflectionKind.Document);
    for (const page of pages) if (page.isDocument()) linkToSources(page.content, project);
    takeHeading(project.readme ?? []);
    linkToSources(project.readme ?? [], project);
  });
}

/**
 * Removes the first heading, which the theme shows as the page's name.
 *
 * @param {Part[]} parts
 */
function takeHeading(parts) {
  const [heading, title] = /^\s*# (.+)\n/.exec(parts.map(({ text }) => text).join('')) ?? [];
  for (let left = heading?.length ?? 0; left > 0;) {
    const [first] = parts;
    if (first === undefined) break;
    const taken = Math.min(left, first.text.length);
    left -= taken;
    if (taken === first.text.length) parts.shift();
    else first.text = first.text.slice(taken);
  }
  return title?.replaceAll('`', '');
}

/**
 * @param {Part[]} parts
 * @param {import('typedoc').ProjectReflection} project
 */
function linkToSources(parts, project) {
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'relative-link' || part.target === undefined) continue;
    const file = project.files.resolve(part.target, project);
    if (typeof file !== 'string' || !file.endsWith('.ts')) continue;
    const text = SOURCES + relative(ROOT, file).replaceAll('\\', '/');
    parts[index] = { kind: 'text', text };
  }
}
