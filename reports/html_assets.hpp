// The parts of the HTML report, embedded at build time so that the program needs no files of its own.
#pragma once

namespace tsuka::reports::assets {

extern char const* const page_template;        ///< mustache
extern char const* const archive_template;     ///< mustache, of exchanges.html
extern char const* const ladder_template;      ///< mustache, of one SVG
extern char const* const strip_template;       ///< mustache, of one SVG
extern char const* const compare_template;     ///< mustache, of comparisons
extern char const* const load_template;        ///< mustache, of a load
extern char const* const throughput_template;  ///< mustache, of one SVG
extern char const* const capacity_template;    ///< mustache, of one SVG
extern char const* const soak_template;        ///< mustache, of one SVG
extern char const* const interface_ids;        ///< separated by blanks, see words.hpp
extern char const* const style;                ///< CSS
extern char const* const script;               ///< JavaScript; holds no '<' and no '&', so that the page stays well-formed XML

}  // namespace tsuka::reports::assets
