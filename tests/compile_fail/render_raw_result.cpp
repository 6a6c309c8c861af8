// A renderer accepts released results only.
#include <string>

#include "skjerm/disclosure/raw_result.h"
#include "skjerm/render/document.h"

namespace skjerm {

std::string show(const released::Result& result, const disclosure::RawResult& raw) {
    static_cast<void>(raw);
#ifdef SKJERM_FORBIDDEN
    return render::to_text(raw, {});
#endif
    return render::to_text(result, {});
}

}  // namespace skjerm
