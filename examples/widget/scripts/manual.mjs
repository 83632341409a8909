// Prints the manual page (man(7)).
const [version] = process.argv.slice(2);
console.log(`.TH WIDGET 1 "" "widget ${version}"
.SH NAME
widget \\- greet people
.SH SYNOPSIS
.B widget
.RI [ name ...]`);
