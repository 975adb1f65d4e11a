// canonical_url of url.h: the form that identifies a page.
#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"
#include "pipeline/text/url_parts.h"

namespace syndicated {
namespace {

constexpr std::size_t kUrlMax = 8192;  // longer addresses identify nothing that people publish

// Parameters that say how a reader came to a page and never which page it is. Sorted; lower case.
constexpr std::string_view kTracking[] = {
    "__hsfp",
    "__hssc",
    "__hstc",
    "__s",
    "__tn__",
    "__twitter_impression",
    "__xts__[0]",
    "_branch_match_id",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_ke",
    "_openstat",
    "action_object_map",
    "action_ref_map",
    "action_type_map",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "at_medium",
    "campaign_id",
    "cmpid",
    "dclid",
    "dicbo",
    "efid",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "feature",
    "ftag",
    "gaa_at",
    "gaa_n",
    "gaa_sig",
    "gaa_ts",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "gs_l",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "icid",
    "igsh",
    "igshid",
    "intcmp",
    "ito",
    "li_fat_id",
    "mbid",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ns_campaign",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "oly_anon_id",
    "oly_enc_id",
    "otc",
    "pk_campaign",
    "pk_kwd",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "sc_channel",
    "sc_content",
    "sc_country",
    "sc_geo",
    "sc_medium",
    "sc_outcome",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spm",
    "spref",
    "sr_share",
    "srsltid",
    "taid",
    "tblci",
    "trk_contact",
    "trk_msg",
    "trk_sid",
    "ttclid",
    "twclid",
    "usqp",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "yclid",
    "ysclid",
};
constexpr std::string_view kTrackingPrefixes[] = {"utm_",   "hsa_",   "mtm_",   "matomo_",
                                                  "piwik_", "amp_js", "amp_gsa"};
static_assert(std::is_sorted(std::begin(kTracking), std::end(kTracking)));

bool is_tracking(std::string_view name) {
  if (std::binary_search(std::begin(kTracking), std::end(kTracking), name)) return true;
  return std::any_of(std::begin(kTrackingPrefixes), std::end(kTrackingPrefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

// Parameters by which a page is asked for in its AMP form.
bool is_amp_parameter(std::string_view name, std::string_view value) {
  if (name == "amp" || name == "isamp" || name == "is_amp") {
    return value.empty() || value == "1" || value == "true" || value == "yes";
  }
  return (name == "outputtype" || name == "view" || name == "output" || name == "format") &&
         (value == "amp" || value == "amphtml");
}

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_encoded(std::string& out, unsigned char c) {
  constexpr char kHex[] = "0123456789ABCDEF";
  out.push_back('%');
  out.push_back(kHex[c >> 4]);
  out.push_back(kHex[c & 15]);
}

// RFC 3986 section 6.2.2: unreserved characters plain, everything that may not stand in a URL
// encoded, digits in upper case.
std::string normal_encoding(std::string_view text) {
  constexpr std::string_view kAllowed = "!$&'()*+,;=:@/?";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '%') {
      const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        append_encoded(out, c);
        continue;
      }
      c = static_cast<unsigned char>(high * 16 + low);
      i += 2;
      if (is_unreserved(c)) {
        out.push_back(static_cast<char>(c));
      } else {
        append_encoded(out, c);
      }
    } else if (is_unreserved(c) || kAllowed.find(static_cast<char>(c)) != std::string_view::npos) {
      out.push_back(static_cast<char>(c));
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

// The host in ASCII and lower case; "" when it is none.
std::string normal_host(std::string_view host) {
  std::string out = lower_ascii(host);
  if (out.starts_with('[')) {
    const bool literal = out.ends_with(']') && out.size() > 2 &&
                         out.find_first_not_of("0123456789abcdef:.", 1) == out.size() - 1;
    return literal ? out : std::string();
  }
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (!std::all_of(out.begin(), out.end(), is_ascii)) {
    constexpr std::int32_t kHostMax = 256;
    UErrorCode status = U_ZERO_ERROR;
    UIDNA* idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    if (U_FAILURE(status)) return {};
    std::array<char, kHostMax> ascii;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const std::int32_t length =
        uidna_nameToASCII_UTF8(idna, out.data(), static_cast<std::int32_t>(out.size()),
                               ascii.data(), kHostMax, &info, &status);
    uidna_close(idna);
    if (U_FAILURE(status) || info.errors != 0 || length <= 0 || length > kHostMax) return {};
    out.assign(ascii.data(), static_cast<std::size_t>(length));
  }
  while (out.ends_with('.')) out.pop_back();
  const auto is_host = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  const bool valid = std::all_of(out.begin(), out.end(), is_host) && !out.starts_with('.') &&
                     out.find("..") == std::string::npos;
  return valid ? out : std::string();
}

// Whether a name could be registered: "example.com" is one, "com" and "co.uk" are not.
bool is_registrable(std::string_view host) {
  const std::size_t dot = host.find('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view rest = host.substr(dot + 1);
  if (rest.find('.') != std::string_view::npos || rest.size() != 2) return true;
  for (const std::string_view second :
       {"co", "com", "org", "net", "gov", "ac", "edu", "nic", "or", "ne", "go"}) {
    if (host.substr(0, dot) == second) return false;
  }
  return true;
}

void strip_host_prefixes(std::string& host) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (const std::string_view prefix : {"www.", "m.", "mobile.", "amp."}) {
      const std::string_view rest =
          std::string_view(host).substr(std::min(prefix.size(), host.size()));
      if (host.starts_with(prefix) && is_registrable(rest)) {
        host.erase(0, prefix.size());
        changed = true;
      }
    }
    // "en.m.wikipedia.org"
    const std::size_t infix = host.find(".m.");
    if (infix != std::string::npos && infix <= 3 &&
        is_registrable(std::string_view(host).substr(infix + 3))) {
      host.erase(infix, 2);
      changed = true;
    }
  }
}

// A segment after which "amp" is a subject and not a form of the page.
bool is_taxonomy(std::string_view segment) {
  for (const std::string_view name :
       {"tag", "tags", "topic", "topics", "category", "categories", "search", "author", "section",
        "label", "keyword", "wiki", "t", "c", "r", "about"}) {
    if (segment == name) return true;
  }
  return false;
}

// Undoes "/amp/x", "/x/amp", "/x/amp.html", "/x.amp.html", "/x.amp", "/amp_articleshow/1.cms", and
// drops session ids.
std::string strip_path(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  std::size_t filled = 0;  // segments that say something
  for (const std::string_view segment : segments) filled += !segment.empty();
  std::string out;
  std::string_view previous;
  bool first = true;
  for (std::string_view segment : segments) {
    const bool only = filled <= 1;
    const std::string lower = lower_ascii(segment);
    if ((lower == "amp" || lower == "amp.html") && !only && !is_taxonomy(previous)) continue;
    const std::size_t session = lower.find(";jsessionid=");
    if (session != std::string::npos) segment = segment.substr(0, session);
    std::string kept(segment);
    if (lower.starts_with("amp_articleshow")) kept.erase(0, 4);
    if (lower.ends_with(".amp.html") && kept.size() > 9) kept.erase(kept.size() - 9, 4);
    if (lower.ends_with(".amp") && kept.size() > 4) kept.erase(kept.size() - 4);
    if (!first) out.push_back('/');
    out.append(kept);
    first = false;
    previous = segment;
  }
  while (out.ends_with('/')) out.pop_back();
  return out;
}

// The page behind an AMP cache or viewer: "https://www-x-com.cdn.ampproject.org/c/s/www.x.com/a".
bool unwrap_amp_viewer(const std::string& host, const std::string& path, std::string& inner) {
  std::string_view rest = path;
  const bool cache = host == "cdn.ampproject.org" || host.ends_with(".cdn.ampproject.org");
  const bool viewer = host == "google.com" || host.starts_with("google.") || host == "bing.com";
  if (cache && rest.size() > 3 && rest[0] == '/' && rest[2] == '/') {
    rest.remove_prefix(3);
  } else if (viewer && rest.starts_with("/amp/")) {
    rest.remove_prefix(5);
  } else {
    return false;
  }
  if (rest.starts_with("s/")) rest.remove_prefix(2);
  const std::string_view inner_host = rest.substr(0, rest.find('/'));
  if (inner_host.find('.') == std::string_view::npos) return false;
  inner = "https://";
  inner.append(rest);
  return true;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> kept;  // name for the order, and the parameter
  std::size_t at = 0;
  while (at <= query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    std::string_view one = query.substr(at, end - at);
    at = end + 1;
    while (one.starts_with("amp;")) one.remove_prefix(4);  // a link that was escaped twice
    if (one.empty() || one[0] == '=') continue;
    std::string parameter = normal_encoding(one);
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    std::string name = parameter.substr(0, equals);
    const std::string lower = lower_ascii(name);
    const std::string value =
        lower_ascii(equals < parameter.size() ? std::string_view(parameter).substr(equals + 1)
                                              : std::string_view());
    if (is_tracking(lower) || is_amp_parameter(lower, value)) continue;
    kept.emplace_back(std::move(name), std::move(parameter));
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  for (const auto& [name, parameter] : kept) out.append(out.empty() ? "?" : "&").append(parameter);
  return out;
}

// ":8080" for a port that is not a default, "" for one that is; false for what is no port.
bool normal_port(std::string_view authority, std::string_view host, std::string& port) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  std::string_view rest = authority.substr(host.size());
  port.clear();
  if (rest.empty() || rest == ":") return true;
  rest.remove_prefix(1);
  while (rest.size() > 1 && rest[0] == '0') rest.remove_prefix(1);
  if (rest.size() > 5 || rest.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  if (rest != "80" && rest != "443") port.append(":").append(rest);
  return true;
}

std::string canonical_once(std::string_view url) {
  std::string text = trim_url(url);
  if (!is_web_url(text)) return {};
  // Browsers take a backslash before the query for a slash.
  const std::size_t query = std::min(text.find_first_of("?#"), text.size());
  std::replace(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(query), '\\', '/');
  const UrlParts parts = split_url(text);
  const std::string_view raw_host = host_of(parts.authority);
  std::string host = normal_host(raw_host);
  std::string port;
  if (host.empty() || !normal_port(parts.authority, raw_host, port)) return {};
  strip_host_prefixes(host);
  std::string path = remove_dot_segments(normal_encoding(parts.path));
  std::string inner;
  if (unwrap_amp_viewer(host, path, inner)) return inner + canonical_query(parts.query);
  return "https://" + host + port + strip_path(path) + canonical_query(parts.query);
}

}  // namespace

std::string canonical_url(std::string_view url) {
  if (url.size() > kUrlMax) return {};
  std::string out = canonical_once(repair_utf8(url));
  // One step can uncover the next (a viewer inside of a viewer). Nobody nests them deeper than
  // this; and what has not settled by then, or has outgrown the limit by its encoding, has no
  // canonical form, or the form would have another one.
  constexpr int kStepsMax = 16;
  for (int step = 0; step < kStepsMax && out.size() <= kUrlMax; ++step) {
    std::string next = canonical_once(out);
    if (next == out) return out;
    out = std::move(next);
  }
  return {};
}

}  // namespace syndicated
