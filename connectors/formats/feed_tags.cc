#include "connectors/formats/feed_tags.h"

#include <array>
#include <string>
#include <unordered_map>

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

using SpaceTable = std::unordered_map<std::string_view, Space>;
using TagTable = std::unordered_map<std::string_view, Tag>;

constexpr std::size_t kLocalNameMax = 40;  // no known name is longer

// URIs without scheme, "www.", and trailing '/' or '#', in lower case.
const SpaceTable& spaces_by_uri() {
  static const SpaceTable table = {
      {"w3.org/2005/atom", Space::core},
      {"purl.org/atom/ns", Space::core},
      {"purl.org/rss/1.0", Space::core},
      {"my.netscape.com/rdf/simple/0.9", Space::core},
      {"channel.netscape.com/rdf/simple/0.9", Space::core},
      {"purl.org/net/rss1.1", Space::core},
      {"purl.org/echo", Space::core},
      {"purl.org/pie", Space::core},
      {"purl.org/rss/1.0/modules/rss091", Space::core},
      {"blogs.law.harvard.edu/tech/rss", Space::core},
      {"cyber.law.harvard.edu/rss/rss.html", Space::core},
      {"purl.org/dc/elements/1.1", Space::dc},
      {"purl.org/dc/elements/1.0", Space::dc},
      {"purl.org/dc/terms", Space::dcterms},
      {"purl.org/rss/1.0/modules/content", Space::content},
      {"purl.org/rss/1.0/modules/syndication", Space::syndication},
      {"search.yahoo.com/mrss", Space::media},
      {"tools.search.yahoo.com/mrss", Space::media},
      {"itunes.com/dtds/podcast-1.0.dtd", Space::itunes},
      {"itunes.com/dtds/podcast-1.0", Space::itunes},
      {"example.com/dtds/podcast-1.0.dtd", Space::itunes},
      {"georss.org/georss", Space::georss},
      {"georss.org/georss/10", Space::georss},
      {"georss.org/georss/11", Space::georss},
      {"opengis.net/gml", Space::gml},
      {"opengis.net/gml/3.2", Space::gml},
      {"w3.org/2003/01/geo/wgs84_pos", Space::geo},
      {"purl.org/syndication/thread/1.0", Space::thr},
      {"web.resource.org/cc", Space::cc},
      {"backend.userland.com/creativecommonsrssmodule", Space::creative_commons},
      {"creativecommons.org/ns", Space::cc},
      {"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", Space::creative_commons},
      {"webns.net/mvcb", Space::admin},
      {"wellformedweb.org/commentapi", Space::wfw},
      {"w3.org/1999/xhtml", Space::xhtml},
      {"w3.org/1999/02/22-rdf-syntax-ns", Space::rdf},
      {"w3.org/xml/1998/namespace", Space::xml},
      {"rssnamespace.org/feedburner/ext/1.0", Space::feedburner},
      {"purl.oclc.org/net/rss_2.0/enc", Space::enclosure},
      {"purl.org/rss/1.0/modules/enclosure", Space::enclosure},
  };
  return table;
}

const SpaceTable& spaces_by_prefix() {
  static const SpaceTable table = {
      {"dc", Space::dc},           {"dcterms", Space::dcterms}, {"content", Space::content},
      {"media", Space::media},     {"itunes", Space::itunes},   {"georss", Space::georss},
      {"gml", Space::gml},         {"geo", Space::geo},         {"thr", Space::thr},
      {"cc", Space::cc},           {"admin", Space::admin},     {"wfw", Space::wfw},
      {"xhtml", Space::xhtml},     {"rdf", Space::rdf},         {"sy", Space::syndication},
      {"xml", Space::xml},         {"feedburner", Space::feedburner},
      {"creativecommons", Space::creative_commons},
      {"atom", Space::core},       {"atom10", Space::core},     {"a10", Space::core},
      {"rss", Space::core},        {"enc", Space::enclosure},
  };
  return table;
}

const TagTable& core_tags() {
  static const TagTable table = {
      {"rss", Tag::rss}, {"rdf", Tag::rdf}, {"feed", Tag::feed}, {"channel", Tag::channel},
      {"item", Tag::entry}, {"entry", Tag::entry}, {"product", Tag::entry},
      {"image", Tag::image}, {"textinput", Tag::text_input},
      {"author", Tag::author}, {"managingeditor", Tag::author},
      {"contributor", Tag::contributor}, {"source", Tag::source},
      {"title", Tag::title}, {"subtitle", Tag::subtitle}, {"tagline", Tag::subtitle},
      {"summary", Tag::summary}, {"description", Tag::description}, {"abstract", Tag::description},
      {"rights", Tag::rights}, {"copyright", Tag::rights}, {"info", Tag::info},
      {"content", Tag::content}, {"fullitem", Tag::encoded}, {"story", Tag::encoded},
      {"body", Tag::body},
      {"link", Tag::link}, {"id", Tag::id}, {"guid", Tag::guid},
      {"name", Tag::name}, {"email", Tag::email}, {"uri", Tag::uri}, {"url", Tag::uri},
      {"href", Tag::uri}, {"homepage", Tag::uri}, {"width", Tag::width}, {"height", Tag::height},
      {"pubdate", Tag::published}, {"published", Tag::published}, {"issued", Tag::published},
      {"updated", Tag::updated}, {"modified", Tag::updated}, {"lastbuilddate", Tag::updated},
      {"updatedat", Tag::updated},
      {"created", Tag::created}, {"expirationdate", Tag::expired},
      {"language", Tag::language}, {"category", Tag::category}, {"keywords", Tag::subject},
      {"tags", Tag::media_keywords},
      {"comments", Tag::comments}, {"generator", Tag::generator}, {"icon", Tag::icon},
      {"logo", Tag::logo}, {"docs", Tag::docs}, {"ttl", Tag::ttl}, {"webmaster", Tag::publisher},
      {"publisher", Tag::publisher}, {"enclosure", Tag::enclosure}, {"cloud", Tag::cloud},
  };
  return table;
}

const TagTable& dublin_core_tags() {
  static const TagTable table = {
      {"title", Tag::media_title}, {"creator", Tag::creator}, {"author", Tag::creator},
      {"contributor", Tag::dc_contributor}, {"date", Tag::updated}, {"rights", Tag::rights},
      {"description", Tag::media_description},
      {"language", Tag::language}, {"publisher", Tag::publisher}, {"subject", Tag::subject},
      {"issued", Tag::published}, {"modified", Tag::updated}, {"created", Tag::created},
  };
  return table;
}

const TagTable& media_tags() {
  static const TagTable table = {
      {"title", Tag::media_title}, {"description", Tag::media_description},
      {"category", Tag::category}, {"keywords", Tag::media_keywords}, {"group", Tag::group},
  };
  return table;
}

const TagTable& podcast_tags() {
  static const TagTable table = {
      {"author", Tag::creator}, {"name", Tag::name}, {"email", Tag::email}, {"owner", Tag::owner},
      {"title", Tag::media_title}, {"subtitle", Tag::subtitle}, {"summary", Tag::summary},
      {"category", Tag::podcast_category}, {"keywords", Tag::keywords},
      {"image", Tag::podcast_image}, {"link", Tag::podcast_image},
      {"block", Tag::podcast_block}, {"explicit", Tag::podcast_explicit},
  };
  return table;
}

const TagTable& small_tags(Space space) {
  static const TagTable georss = {
      {"point", Tag::point}, {"line", Tag::line}, {"polygon", Tag::polygon}, {"box", Tag::box},
      {"where", Tag::where},
  };
  static const TagTable gml = {
      {"point", Tag::geometry_holder}, {"linestring", Tag::geometry_holder},
      {"linestringsegment", Tag::geometry_holder}, {"polygon", Tag::geometry_holder},
      {"envelope", Tag::geometry_holder}, {"linearring", Tag::geometry_ring},
      {"interior", Tag::geometry_hole}, {"innerboundaryis", Tag::geometry_hole},
      {"pos", Tag::position}, {"poslist", Tag::position},
      {"lowercorner", Tag::position}, {"uppercorner", Tag::position},
  };
  static const TagTable geo = {{"lat", Tag::latitude}, {"long", Tag::longitude}, {"lon", Tag::longitude}};
  static const TagTable wfw = {{"comment", Tag::comment_api}, {"commentrss", Tag::comment_feed}};
  static const TagTable admin = {{"generatoragent", Tag::generator_agent}};
  static const TagTable thr = {{"in-reply-to", Tag::in_reply_to}};
  static const TagTable cc = {{"license", Tag::cc_license}};
  static const TagTable creative_commons = {{"license", Tag::license}};
  static const TagTable content = {{"encoded", Tag::encoded}, {"item", Tag::content_item}};
  static const TagTable enclosure = {{"enclosure", Tag::enclosure}};
  static const TagTable xhtml = {{"body", Tag::body}};
  static const TagTable rdf = {{"rdf", Tag::rdf}};
  static const TagTable feedburner = {{"browserfriendly", Tag::info}};
  static const TagTable none;
  switch (space) {
    case Space::georss: return georss;
    case Space::gml: return gml;
    case Space::geo: return geo;
    case Space::wfw: return wfw;
    case Space::admin: return admin;
    case Space::thr: return thr;
    case Space::cc: return cc;
    case Space::creative_commons: return creative_commons;
    case Space::content: return content;
    case Space::xhtml: return xhtml;
    case Space::rdf: return rdf;
    case Space::feedburner: return feedburner;
    case Space::enclosure: return enclosure;
    default: return none;
  }
}

const TagTable& tags_of(Space space) {
  switch (space) {
    case Space::core: return core_tags();
    case Space::dc:
    case Space::dcterms: return dublin_core_tags();
    case Space::media: return media_tags();
    case Space::itunes: return podcast_tags();
    default: return small_tags(space);
  }
}

std::string bare_uri(std::string_view uri) {
  std::string bare = ascii_lower(ascii_trim(uri));
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (bare.starts_with(scheme)) bare.erase(0, scheme.size());
  }
  if (bare.starts_with("www.")) bare.erase(0, 4);
  while (bare.ends_with('/') || bare.ends_with('#')) bare.pop_back();
  return bare;
}

}  // namespace

Space space_of(std::string_view uri, std::string_view prefix) {
  if (!uri.empty()) {
    const std::string bare = bare_uri(uri);
    const auto found = spaces_by_uri().find(bare);
    if (found != spaces_by_uri().end()) return found->second;
    // "http://backend.userland.com/rss", "rss2", "rss091", ...: RSS as its author put it.
    if (bare.starts_with("backend.userland.com/rss")) return Space::core;
  }
  if (prefix.empty()) return Space::core;
  const auto found = spaces_by_prefix().find(ascii_lower(prefix));
  return found == spaces_by_prefix().end() ? Space::other : found->second;
}

Tag tag_of(Space space, std::string_view local) {
  if (local.size() > kLocalNameMax) return Tag::unknown;
  const std::string name = ascii_lower(local);
  const TagTable& table = tags_of(space);
  const auto found = table.find(name);
  if (found != table.end()) return found->second;
  if (space == Space::media) return Tag::media;
  if (space == Space::itunes) return Tag::podcast_text;
  return Tag::unknown;
}

std::string_view format_of_namespace(std::string_view uri) {
  const std::string bare = bare_uri(uri);
  if (bare == "my.netscape.com/rdf/simple/0.9" || bare == "channel.netscape.com/rdf/simple/0.9") return "rss090";
  if (bare == "purl.org/rss/1.0") return "rss10";
  if (bare == "w3.org/2005/atom") return "atom10";
  if (bare == "purl.org/atom/ns") return "atom03";
  return "";
}

}  // namespace syndicated
