using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>What a process is called in answers: the service that it says it is, else the process's name.</summary>
public static class ServiceName
{
    private const string Attribute = "service.name";

    /// <summary>The name.</summary>
    public static string Of(RecordedProcess process)
    {
        foreach (KeyValuePair<string, string> attribute in process.Attributes)
        {
            if (attribute.Key == Attribute && attribute.Value.Length > 0)
            {
                return attribute.Value;
            }
        }

        return process.Name;
    }
}
