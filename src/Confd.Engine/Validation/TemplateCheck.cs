using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary>x</summary>
public sealed partial class TemplateCheck(string configDirectory, ILogger logger)
{
    /// <summary>x</summary>
    public void Run(string? resource, string? mockData) => throw new NotSupportedException(configDirectory + logger + resource + mockData);
}
