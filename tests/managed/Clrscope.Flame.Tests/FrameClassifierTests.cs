using Clrscope.CommandLine.Flame;

namespace Clrscope.Flame.Tests;

public sealed class FrameClassifierTests
{
    [Theory]
    [InlineData("Shop.Cart.Total(decimal)", "Shop.dll", nameof(FrameKind.User))]
    [InlineData("Program.<Main>$(string[])", "app.exe", nameof(FrameKind.User))]
    [InlineData("SystemOfMine.Run()", "SystemOfMine.dll", nameof(FrameKind.User))]
    [InlineData("System.Linq.Enumerable.ToList<T>()", "System.Linq.dll", nameof(FrameKind.Framework))]
    [InlineData("Interop.Sys.Read()", "System.Private.CoreLib.dll", nameof(FrameKind.Framework))]
    [InlineData("Microsoft.CodeAnalysis.SyntaxNode.Update()", "Microsoft.CodeAnalysis.dll", nameof(FrameKind.Framework))]
    [InlineData("Microsoft.Hosting.Start()", "Shop.dll", nameof(FrameKind.User))]
    [InlineData("WKS::gc_heap::mark_phase(int)", "libcoreclr.so", nameof(FrameKind.Native))]
    [InlineData("main", "postgres", nameof(FrameKind.Native))]
    [InlineData("DynamicClass.Emitted(int)", "", nameof(FrameKind.User))]
    [InlineData("System.Runtime.CompilerServices.Stub()", "", nameof(FrameKind.Framework))]
    [InlineData("lambda_method3", "[dynamic methods]", nameof(FrameKind.User))]
    [InlineData("[dynamic method]", "[dynamic methods]", nameof(FrameKind.User))]
    [InlineData("clock_gettime", "[vdso]", nameof(FrameKind.Native))]
    [InlineData("[kernel]", "", nameof(FrameKind.Kernel))]
    [InlineData("do_syscall_64", "[kernel.kallsyms]", nameof(FrameKind.Kernel))]
    [InlineData("[unknown]", "", nameof(FrameKind.Pseudo))]
    [InlineData("[gc]", "libclrgc.so", nameof(FrameKind.Pseudo))]
    public void Kinds_follow_from_the_names(string function, string module, string kind) =>
        Assert.Equal(kind, FrameClassifier.Classify(function, module).ToString());
}
