// markup: XML elements inside a text written out again as HTML. Any thread; pure.
#pragma once

#include <string>
#include <string_view>

#include "connectors/formats/xml_events.h"

namespace syndicated {

void append_escaped(std::string& out, std::string_view text);
std::string escape_markup(std::string_view text);

// Local names only: in HTML there are no prefixes. <svg> and <math> get their namespace.
void append_start_tag(std::string& out, const XmlElement& element);
void append_end_tag(std::string& out, std::string_view name);  // nothing for void elements

}  // namespace syndicated
