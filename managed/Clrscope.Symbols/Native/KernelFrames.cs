using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Native;

/// <summary>Tells which interrupted native frames were in a system call; each is looked at once.</summary>
internal sealed class KernelFrames(SymbolCache cache)
{
    private static readonly SymbolModule Kernel = new() { Path = "[kernel]", BuildId = "", Managed = false };

    private static readonly Dictionary<string, ResolvedFrame> Frames = [];

    private readonly Dictionary<ResolvedFrame, ResolvedFrame?> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The kernel's frame above <paramref name="leaf"/>; null if the thread was not in the kernel.</summary>
    public ResolvedFrame? Above(ResolvedFrame leaf)
    {
        if (leaf.Kind != FrameKind.Native || leaf.Module is not { } module)
        {
            return null;
        }

        if (!_known.TryGetValue(leaf, out ResolvedFrame? kernel))
        {
            if (_known.Count >= cache.Limits.MaxCachedFrames)
            {
                _known.Clear();
            }

            kernel = Look(module, leaf.Address);
            _known.Add(leaf, kernel);
        }

        return kernel;
    }

    private ResolvedFrame? Look(SymbolModule module, ulong address)
    {
        ulong offset = module.FileOffset + (address - module.Start);
        if (offset < SystemCallSite.Before || offset > long.MaxValue || !cache.Library(module.Path, module.BuildId).IsLoadedFile)
        {
            return null;
        }

        Span<byte> code = stackalloc byte[SystemCallSite.Before + SystemCallSite.After];
        return Read(module.Path, (long)offset - SystemCallSite.Before, code) && SystemCallSite.KernelFrame(code) is { } name
            ? FrameOf(name)
            : null;
    }

    private static bool Read(string path, long offset, Span<byte> code)
    {
        try
        {
            using SafeFileHandle? file = RegularFile.Open(path);
            return file is not null && RandomAccess.Read(file, code, offset) == code.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>There are no more of them than system calls.</summary>
    private static ResolvedFrame FrameOf(string name)
    {
        lock (Frames)
        {
            if (!Frames.TryGetValue(name, out ResolvedFrame? frame))
            {
                frame = new ResolvedFrame { Kind = FrameKind.Kernel, Name = name, Module = Kernel };
                Frames.Add(name, frame);
            }

            return frame;
        }
    }
}
