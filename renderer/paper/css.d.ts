// Style sheets are the bundler's: an import of one brings no value.

declare module '*.css'
