using System.Reflection;

namespace HardCases.Cases;

/// <summary>Calls through the runtime's own invoker, which throw now and then.</summary>
internal sealed class ReflectionCalls : ICase
{
    private static readonly MethodInfo s_add = typeof(ReflectionCalls).GetMethod(nameof(Add))!;
    private static readonly MethodInfo s_fail = typeof(ReflectionCalls).GetMethod(nameof(Fail))!;

    public string Name => "reflection-calls";

    public static int Add(int a, int b) => a + b;

    public static void Fail() => throw new InvalidOperationException();

    public void Run()
    {
        int sum = 0;
        for (int i = 0; i < 1000; i++)
        {
            sum = (int)s_add.Invoke(null, [sum, 1])!;
        }
        Check.Equal(Name, 1000, sum);
        for (int i = 0; i < 10; i++)
        {
            try
            {
                s_fail.Invoke(null, null);
            }
            catch (TargetInvocationException e) when (e.InnerException is InvalidOperationException)
            {
                sum++;
            }
            Check.Equal(Name, 3, ((int[])Activator.CreateInstance(typeof(int[]), 3)!).Length);
        }
        Check.Equal(Name, 1010, sum);
    }
}
