namespace Confd.Engine.Tests.Support;

/// <summary>Tests that measure the whole process: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "whole process";
}
