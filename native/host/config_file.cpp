#include "host/config_file.h"

#include <cctype>

namespace clrscope {

namespace {

constexpr int kMaxDepth = 32;

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    }

    bool Run(std::map<std::string, std::string>* values) {
        values_ = values;
        if (!Value("", 0)) return false;
        Blank();
        return at_ == text_.size();
    }

  private:
    bool Value(const std::string& path, int depth) {
        Blank();
        if (at_ >= text_.size() || depth > kMaxDepth) return false;
        if (text_[at_] == '{') return Members(path, depth, '}');
        if (text_[at_] == '[') return Members(path, depth, ']');
        std::string scalar;
        if (!Scalar(&scalar)) return false;
        if (inArray_ == 0) (*values_)[path] = scalar;
        return true;
    }

    bool Members(const std::string& path, int depth, char close) {
        const bool array = close == ']';
        inArray_ += array ? 1 : 0;
        ++at_;
        for (;;) {
            Blank();
            if (Take(close)) break;
            std::string name;
            if (!array && !Key(path, &name)) return false;
            if (!Value(name, depth + 1)) return false;
            Blank();
            if (Take(',')) continue;
            if (Take(close)) break;
            return false;
        }
        inArray_ -= array ? 1 : 0;
        return true;
    }

    bool Key(const std::string& path, std::string* name) {
        std::string key;
        if (at_ >= text_.size() || text_[at_] != '"' || !Scalar(&key)) return false;
        for (char& c : key) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        *name = path.empty() ? key : path + ":" + key;
        Blank();
        return Take(':');
    }

    // A string, number or word. Escapes are kept as they are: no value that is read here has any.
    bool Scalar(std::string* value) {
        if (text_[at_] != '"') {
            const size_t start = at_;
            while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || Any("+-."))) ++at_;
            *value = text_.substr(start, at_ - start);
            return at_ > start;
        }
        const size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        if (at_ >= text_.size()) return false;
        *value = text_.substr(start, at_ - start);
        ++at_;
        return true;
    }

    void Blank() {
        while (at_ < text_.size()) {
            if (std::isspace(static_cast<unsigned char>(text_[at_]))) {
                ++at_;
            } else if (text_.substr(at_, 2) == "//") {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_.substr(at_, 2) == "/*") {
                const size_t end = text_.find("*/", at_ + 2);
                at_ = end == std::string_view::npos ? text_.size() : end + 2;
            } else {
                return;
            }
        }
    }

    bool Any(std::string_view characters) const { return characters.find(text_[at_]) != std::string_view::npos; }

    bool Take(char expected) {
        if (at_ >= text_.size() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }

    std::string_view text_;
    size_t at_ = 0;
    int inArray_ = 0;
    std::map<std::string, std::string>* values_ = nullptr;
};

}  // namespace

std::map<std::string, std::string> ReadJsonScalars(std::string_view text) {
    std::map<std::string, std::string> values;
    if (!Scanner(text).Run(&values)) values.clear();
    return values;
}

}  // namespace clrscope
