// parse_xml: the elements and texts of an XML document as events. libxml2 does the work, in recovery mode, with
// entities, external subsets and the network switched off; the text must have been through mend_xml().
// Any thread; a call keeps everything on its own context.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/xml_input.h"

namespace syndicated {

// The views are valid during the event only.
struct XmlAttribute {
  std::string_view name, prefix, uri;
  std::string value;  // references decoded
};

struct XmlElement {
  std::string_view name, prefix, uri;  // local name; "" where there is none
  std::string_view declared_uri;       // the default namespace that its start tag declares, else another one
  const std::vector<XmlAttribute>* attributes = nullptr;
  std::uint32_t attributes_dropped = 0;  // beyond the limit of one element
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;

  // False stops the parser; no further event follows.
  virtual bool on_start(const XmlElement& element) = 0;
  virtual bool on_end() = 0;
  virtual void on_text(std::string_view text) = 0;
};

// Returns true when `xml` (UTF-8 without declaration) is a namespace-well-formed document. In a
// broken one, end events of elements that are never closed are missing: the handler closes what it
// has open. From an input come the same events; only where one text ends and the next begins may
// differ, and a start tag of more than 10 MB ends the reading. An input need not be read to its
// end. An element with more than XmlGuard::kAttributesMax attributes ends the reading.
bool parse_xml(std::string_view xml, XmlHandler& handler);
bool parse_xml(XmlInput& input, XmlHandler& handler);

}  // namespace syndicated
