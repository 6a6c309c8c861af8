#include "skjerm/dataset/carriers.h"

#include <algorithm>

namespace skjerm::dataset {

void unite_carriers(Carriers& carriers, const Carriers& more) {
    for (const column::ColumnPtr& one : more)
        if (std::find(carriers.begin(), carriers.end(), one) == carriers.end())
            carriers.push_back(one);
}

}  // namespace skjerm::dataset
