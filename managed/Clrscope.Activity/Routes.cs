namespace Clrscope.Activities;

internal static class Routes
{
    internal static bool IsNormal(string template) => template.StartsWith('/');

    /// <summary>A route template always begins with a slash, however the program wrote it.</summary>
    internal static string Normalize(string template)
    {
        string trimmed = template.StartsWith("~/", StringComparison.Ordinal) ? template[1..] : template;
        return trimmed.StartsWith('/') ? trimmed : "/" + trimmed;
    }
}
