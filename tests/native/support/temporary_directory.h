// A directory of the test's own, removed with the files in it.
#pragma once

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace clrscope::test {

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        char pattern[] = "/tmp/clrscope-test-XXXXXX";
        if (mkdtemp(pattern) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = pattern;
    }
    ~TemporaryDirectory() {
        for (const std::string& file : Files()) unlink((path_ + "/" + file).c_str());
        rmdir(path_.c_str());
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::string& Path() const { return path_; }

    std::vector<std::string> Files() const {
        std::vector<std::string> files;
        DIR* directory = opendir(path_.c_str());
        if (directory == nullptr) return files;
        while (const dirent* entry = readdir(directory)) {
            const std::string name = entry->d_name;
            if (name != "." && name != "..") files.push_back(name);
        }
        closedir(directory);
        return files;
    }

  private:
    std::string path_;
};

}  // namespace clrscope::test
