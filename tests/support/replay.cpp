// Feeds every file of the folders given to a fuzz target's entry point, in the order of their names: what a fuzzer once found interesting
// is run by every compiler and under every sanitizer, without a fuzzer. A folder that is missing or empty is a failure.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(fs::path const& folder) {
    std::vector<fs::path> files;
    std::error_code trouble;
    for (auto const& entry : fs::recursive_directory_iterator(folder, trouble))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool replay(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return false;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    // A copy of its own size: a read past the end is seen, as it is in the fuzzer.
    const std::vector<std::uint8_t> octets(text.begin(), text.end());
    (void)LLVMFuzzerTestOneInput(octets.data(), octets.size());
    return true;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "which folders?\n");
        return 2;
    }
    for (int word = 1; word < count; ++word) {
        const auto files = files_below(words[word]);
        if (files.empty()) {
            std::fprintf(stderr, "%s: no such folder, or nothing in it: a replay of nothing proves nothing\n", words[word]);
            return 1;
        }
        for (auto const& path : files) {
            // Said before, so that a crash names its input.
            std::printf("%s\n", path.c_str());
            std::fflush(stdout);
            if (!replay(path)) {
                std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
                return 1;
            }
        }
        std::printf("%s: %zu inputs\n", words[word], files.size());
    }
    return 0;
}
