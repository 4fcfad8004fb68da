using Clrscope.CommandLine.Flame;

namespace Clrscope.Flame.Tests;

public sealed class FrameClassifierTests
{
    [Theory]
    [InlineData("Shop.Cart.Total(decimal)", "Shop.dll", nameof(BoxKind.User))]
    [InlineData("Program.<Main>$(string[])", "app.exe", nameof(BoxKind.User))]
    [InlineData("SystemOfMine.Run()", "SystemOfMine.dll", nameof(BoxKind.User))]
    [InlineData("System.Linq.Enumerable.ToList<T>()", "System.Linq.dll", nameof(BoxKind.Framework))]
    [InlineData("Interop.Sys.Read()", "System.Private.CoreLib.dll", nameof(BoxKind.Framework))]
    [InlineData("Microsoft.CodeAnalysis.SyntaxNode.Update()", "Microsoft.CodeAnalysis.dll", nameof(BoxKind.Framework))]
    [InlineData("Microsoft.Hosting.Start()", "Shop.dll", nameof(BoxKind.User))]
    [InlineData("WKS::gc_heap::mark_phase(int)", "libcoreclr.so", nameof(BoxKind.Native))]
    [InlineData("main", "postgres", nameof(BoxKind.Native))]
    [InlineData("DynamicClass.Emitted(int)", "", nameof(BoxKind.User))]
    [InlineData("System.Runtime.CompilerServices.Stub()", "", nameof(BoxKind.Framework))]
    [InlineData("lambda_method3", "[dynamic methods]", nameof(BoxKind.User))]
    [InlineData("[dynamic method]", "[dynamic methods]", nameof(BoxKind.User))]
    [InlineData("clock_gettime", "[vdso]", nameof(BoxKind.Native))]
    [InlineData("[kernel]", "", nameof(BoxKind.Kernel))]
    [InlineData("do_syscall_64", "[kernel.kallsyms]", nameof(BoxKind.Kernel))]
    [InlineData("[unknown]", "", nameof(BoxKind.Pseudo))]
    [InlineData("[clr stub]", "", nameof(BoxKind.Pseudo))]
    [InlineData("[clr stub] write barrier", "", nameof(BoxKind.Pseudo))]
    [InlineData("[gc]", "libclrgc.so", nameof(BoxKind.Pseudo))]
    public void Kinds_follow_from_the_names(string function, string module, string kind) =>
        Assert.Equal(kind, FrameClassifier.Classify(function, module).ToString());
}
