#include "connectors/formats/xml_events.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <memory>

#include "connectors/formats/xml_guard.h"
#include "pipeline/text/html.h"

namespace syndicated {
namespace {

constexpr int kAttributesMax = 256;  // of one element; the rest is ignored
// In scope at one place. The parser goes through all of them for each prefix that it meets.
constexpr int kNamespacesMax = 1000;
constexpr int kNamesMax = 20'000;  // different ones, in a document

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// The C callbacks of one parse.
class Events {
 public:
  Events(XmlHandler& handler, xmlParserCtxtPtr context, XmlGuard& guard)
      : handler_(handler), context_(context), guard_(guard) {}

  static void start(void* self, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                    int namespaces, const xmlChar** namespace_pairs, int attribute_count,
                    int /*defaulted*/, const xmlChar** attributes) {
    XmlElement element{view_of(name), view_of(prefix), view_of(uri), {}, nullptr, 0};
    // libxml2 lists them as prefix and URI, the default namespace with a null prefix.
    for (int i = 0; i < namespaces; ++i) {
      if (i == 0 || namespace_pairs[2 * i] == nullptr) element.declared_uri = view_of(namespace_pairs[2 * i + 1]);
    }
    static_cast<Events*>(self)->on_start(element, attribute_count, attributes);
  }

  static void end(void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    Events& events = *static_cast<Events*>(self);
    events.note_errors();
    if (events.stopped_) return;
    if (!events.handler_.on_end()) events.stop();
  }

  static void text(void* self, const xmlChar* bytes, int size) {
    Events& events = *static_cast<Events*>(self);
    events.note_errors();
    if (events.stopped_) return;
    events.handler_.on_text({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  }

  // The place of a CDATA section; other instructions mean nothing.
  static void instruction(void* self, const xmlChar* target, const xmlChar* data) {
    if (view_of(target) == XmlGuard::kSectionTarget) static_cast<Events*>(self)->on_section(view_of(data));
  }

  bool stopped() const { return stopped_; }
  bool broken() const { return broken_ || context_->wellFormed == 0; }

 private:
  // Once a document is known to be broken, libxml2 drops every "&amp;" and "&lt;" in its texts. So
  // it must not know.
  void note_errors() {
    if (context_->wellFormed != 0) return;
    broken_ = true;
    context_->wellFormed = 1;
  }

  void on_start(XmlElement& element, int count, const xmlChar** attributes) {
    note_errors();
    if (stopped_) return;
    // The document ends inside of this tag: half an address would be another one. No end event follows.
    if (context_->input != nullptr && context_->input->cur >= context_->input->end) return;
    if (context_->nsNr > 2 * kNamespacesMax) return stop();  // each has two places
    // The parser keeps each, and finds them ever more slowly.
    if (xmlDictSize(context_->dict) > kNamesMax) return stop();
    element.attributes_dropped = static_cast<std::uint32_t>(std::max(0, count - kAttributesMax));
    count = std::min(count, kAttributesMax);
    attributes_.clear();
    for (int i = 0; i < count; ++i) {
      const xmlChar** five = attributes + i * 5;  // local name, prefix, URI, value, end of value
      XmlAttribute& attribute = attributes_.emplace_back();
      attribute.name = view_of(five[0]);
      attribute.prefix = view_of(five[1]);
      attribute.uri = view_of(five[2]);
      attribute.value.assign(reinterpret_cast<const char*>(five[3]), five[4] - five[3]);
      // Without entity substitution libxml2 leaves an ampersand as "&#38;".
      if (attribute.value.find('&') != std::string::npos) {
        attribute.value = decode_references(attribute.value);
      }
    }
    element.attributes = &attributes_;
    if (!handler_.on_start(element)) stop();
  }

  void on_section(std::string_view data) {
    note_errors();
    if (stopped_) return;
    const std::string section = guard_.take_section(data);
    broken_ |= context_->nameNr == 0;  // it stands outside of the root
    if (context_->nameNr > 0) handler_.on_text(section);
  }

  void stop() {
    stopped_ = true;
    xmlStopParser(context_);
  }

  XmlHandler& handler_;
  xmlParserCtxtPtr context_;
  XmlGuard& guard_;
  std::vector<XmlAttribute> attributes_;
  bool stopped_ = false;
  bool broken_ = false;  // an error was seen, and forgotten by the parser
};

void ignore_error(void*, xmlErrorPtr) {}

struct ContextDeleter {
  void operator()(xmlParserCtxtPtr context) const {
    xmlFreeDoc(context->myDoc);  // which the parser makes when it meets an entity's declaration
    xmlFreeParserCtxt(context);
  }
};

using ContextPtr = std::unique_ptr<xmlParserCtxt, ContextDeleter>;

void prepare_library() {
  static const bool ready = [] {
    xmlInitParser();  // once, before any thread makes a context
    return true;
  }();
  static_cast<void>(ready);
}

class GuardedInput final : public RewrittenInput {
 public:
  using RewrittenInput::RewrittenInput;
  XmlGuard& guard() { return guard_; }

 private:
  std::size_t rewrite(std::string_view text, bool last, std::string& out) override {
    return guard_.pass(text, last, out);
  }

  XmlGuard guard_;
};

int read_input(void* input, char* room, int size) {
  return static_cast<int>(static_cast<GuardedInput*>(input)->read(room, static_cast<std::size_t>(size)));
}

}  // namespace

bool parse_xml(XmlInput& input, XmlHandler& handler) {
  prepare_library();
  GuardedInput guarded(input);
  // Without a close function: the input is not the parser's.
  const ContextPtr context(
      xmlCreateIOParserCtxt(nullptr, nullptr, read_input, nullptr, &guarded, XML_CHAR_ENCODING_NONE));
  if (context == nullptr) return false;
  Events events(handler, context.get(), guarded.guard());
  xmlSAXHandler& sax = *context->sax;
  sax = {};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = Events::start;
  sax.endElementNs = Events::end;
  sax.characters = Events::text;
  sax.cdataBlock = Events::text;
  sax.ignorableWhitespace = Events::text;
  sax.processingInstruction = Events::instruction;
  sax.serror = ignore_error;
  xmlCtxtUseOptions(context.get(),
                    XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  context->userData = &events;
  xmlParseDocument(context.get());
  return !events.stopped() && !events.broken() && context->nsWellFormed != 0;
}

bool parse_xml(std::string_view xml, XmlHandler& handler) {
  XmlText text(xml);
  return parse_xml(text, handler);
}

}  // namespace syndicated
