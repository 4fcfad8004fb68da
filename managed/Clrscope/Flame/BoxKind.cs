namespace Clrscope.CommandLine.Flame;

/// <summary>What the colour of a frame's box says. The numbers are positions in the page's own list (web/src/profile.js).</summary>
internal enum BoxKind
{
    User = 0,
    Framework = 1,
    Native = 2,
    Kernel = 3,
    Pseudo = 4,
    Process = 5,
    Root = 6,
}
