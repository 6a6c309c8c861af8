#include "support/tiny_norway.h"

#include "datagen/generate.h"
#include "support/store_folder.h"

namespace skjerm::testing {

base::Result<datastore::StorePtr> TinyNorway::find(std::string_view databank, base::Span where) {
    static const StoreFolder folder([](const std::filesystem::path& directory) {
        constexpr std::uint32_t kFewest = 20'000;
        const base::Status made =
            datagen::generate({.persons = kFewest, .seed = 1, .directory = directory},
                              [](std::size_t, std::size_t) {});
        SKJERM_CHECK(made.ok());
    });
    return folder.find(databank, where);
}

}  // namespace skjerm::testing
