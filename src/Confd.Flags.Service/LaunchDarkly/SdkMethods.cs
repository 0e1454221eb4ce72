namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Methods by which a path is asked, beside OPTIONS, which all answer.</summary>
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
