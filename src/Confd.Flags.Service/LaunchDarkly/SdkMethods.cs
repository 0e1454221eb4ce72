namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>The methods of a path, in addition to OPTIONS, which all paths have.</summary>
[Flags]
internal enum SdkMethods
{
    None = 0,

    /// <summary>GET, and HEAD.</summary>
    Get = 1,

    Post = 2,

    /// <summary>A GET with a body.</summary>
    Report = 4,
}
