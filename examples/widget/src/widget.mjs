#!/usr/bin/env node
// Greets whoever is named, and everyone when nobody is.
const names = process.argv.slice(2);
for (const name of names.length === 0 ? ['everyone'] : names) console.log(`Good day, ${name}.`);
