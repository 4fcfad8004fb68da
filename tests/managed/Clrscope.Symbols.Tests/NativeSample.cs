namespace Clrscope.Symbols.Tests;

/// <summary>A small library with the kinds of symbols that matter, built by gcc, in several states.</summary>
public sealed class NativeSample : IDisposable
{
    private const string Source = """
        int data_symbol = 1;
        __attribute__((noinline, visibility("default"))) int exported_function(int x) { return x * 3 + data_symbol; }
        __attribute__((noinline, visibility("default"))) int __underscored(int x) { return x * 7 - data_symbol; }
        int alias_of_underscored(int x) __attribute__((weak, alias("__underscored"), visibility("default")));
        __attribute__((noinline)) static int local_function(int x) { return x * 5 + data_symbol; }
        __attribute__((visibility("default"))) int calls_local(int x) { return local_function(x) + 1; }
        __asm__(".text\n.balign 16\n"
                ".globl asm_label\nasm_label:\n nop\n nop\n nop\n nop\n"
                "asm_next_label:\n nop\n ret\n"
                ".balign 16\n"
                ".type outer_function, @function\n.globl outer_function\nouter_function:\n nop\n nop\n nop\n nop\n"
                ".type inner_function, @function\ninner_function:\n nop\n nop\n"
                ".size inner_function, . - inner_function\n"
                "label_inside:\n nop\n nop\n ret\n"
                ".size outer_function, . - outer_function\n"
                "nop\nnop\n"
                ".data\n.globl untyped_data\nuntyped_data:\n .long 1\n.text\n");
        """;

    private readonly TemporaryDirectory _directory = new();

    public NativeSample()
    {
        string source = _directory.File("sample.c");
        Full = _directory.File("libsample.so.1");
        Stripped = _directory.File("libstripped.so.1");
        SectionLess = _directory.File("libsectionless.so.1");
        WithoutBuildId = _directory.File("libplain.so.1");
        File.WriteAllText(source, Source);
        Tool.Run("gcc", "-shared", "-fPIC", "-O1", "-nostdlib", "-Wl,--build-id=0x0123456789abcdef", "-o", Full, source);
        Tool.Run("gcc", "-shared", "-fPIC", "-O1", "-nostdlib", "-Wl,--build-id=none", "-o", WithoutBuildId, source);
        Tool.Run("strip", "-o", Stripped, Full);

        byte[] image = File.ReadAllBytes(Full);
        image.AsSpan(40, 8).Clear();
        image.AsSpan(58, 6).Clear();
        File.WriteAllBytes(SectionLess, image);
    }

    public static byte[] BuildId => [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];

    /// <summary>With .symtab and .dynsym.</summary>
    public string Full { get; }

    /// <summary>With .dynsym only.</summary>
    public string Stripped { get; }

    /// <summary>Its section headers are gone.</summary>
    public string SectionLess { get; }

    public string WithoutBuildId { get; }

    public void Dispose() => _directory.Dispose();
}
