#pragma warning disable CA1050 // The name of a method in no namespace is what is tested.
public sealed class WithoutNamespace
{
    public static WithoutNamespace Run(WithoutNamespace value) => value;
}
