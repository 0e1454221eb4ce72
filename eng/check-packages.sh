#!/usr/bin/env bash
# Packs every library and the tool, installs them into a fresh project as a stranger would, builds and runs it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
version=0.1.0-check.$(date +%s)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
packages=$scratch/packages

dotnet pack Confd.slnx -c Release -p:MinVerVersionOverride="$version" -p:RunAnalyzers=false -o "$packages" -v quiet -nologo

# What a package says of itself, and that its links lead somewhere wherever they are shown.
fail() { echo "$*" >&2; exit 1; }
for package in "$packages"/*.nupkg; do
  name=$(basename "$package" ".$version.nupkg")
  unzip -p "$package" "$name.nuspec" > "$scratch/nuspec"
  for pattern in '<license type="expression">MIT</license>' '<icon>icon.png</icon>' '<readme>README.md</readme>' '<description>..*</description>' '<tags>..*</tags>' '<releaseNotes>https://..*</releaseNotes>' \
    '<projectUrl>https://..*</projectUrl>' '<repository type="git" url="https://..*" commit="[0-9a-f]\{40\}" */>' '<authors>..*</authors>'; do
    grep -q "$pattern" "$scratch/nuspec" || fail "$name: its metadata lacks $pattern"
  done
  unzip -p "$package" README.md > "$scratch/$name.md" || fail "$name has no README"
  ! grep -nE '\]\((\.|[a-z]+/|[A-Za-z]+\.md)' "$scratch/$name.md" || fail "$name: a link of its README is not absolute"
done

# program NAME: the first block of C# of a package's README as a method; it has to stand there whole, with what it uses.
program() {
  awk -v name="${1//./}Readme" '
    /^```csharp$/ && !done { inside = 1; next }
    /^```$/ && inside { inside = 0; done = 1 }
    inside && /^using [A-Za-z.]+;$/ { print; next }
    inside { body = body "        " $0 "\n" }
    END { if (body == "") exit 1; print "\ninternal static class " name "\n{\n    public static async Task RunAsync(string[] args)\n    {\n        await Task.Yield();\n" body "    }\n}" }' "$scratch/$1.md"
}
mkdir "$scratch/app"
cd "$scratch/app"
for readme in "$scratch"/Confd.*.md; do
  name=$(basename "$readme" .md)
  if [ "$name" = Confd.Cli ]; then
    grep -q "^    dotnet tool install --global $name --prerelease$" "$readme" || fail "$name: its README does not say how to install it"
    continue
  fi
  grep -q "^    dotnet add package $name --prerelease$" "$readme" || fail "$name: its README does not say how to install it"
  program "$name" > "$name.cs" || fail "$name: its README has no code"
  grep -q '^using Confd\|^using Microsoft' "$name.cs" || fail "$name: the code of its README lacks what it uses"
done
# The packages under test go into a folder of their own, all others are taken from the machine's.
cat > nuget.config <<EOF
<configuration>
  <config><add key="globalPackagesFolder" value="$scratch/installed" /></config>
  <packageSources><add key="under-test" value="$packages" /></packageSources>
  <fallbackPackageFolders><add key="machine" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
</configuration>
EOF
cat > app.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <NuGetAudit>false</NuGetAudit>
    <WarningsNotAsErrors>CS1998</WarningsNotAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <!-- For hosts, which READMEs show. -->
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
$(for package in "$packages"/Confd.*.nupkg; do
  name=$(basename "$package" ".$version.nupkg")
  [ "$name" = Confd.Cli ] || printf '    <PackageReference Include="%s" Version="%s" />\n' "$name" "$version"
done)
  </ItemGroup>
</Project>
EOF
cat > Program.cs <<'EOF'
using System.Buffers;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;
using Confd.Toml;
using Microsoft.Extensions.Configuration;

var settings = TomlReader.Read("name = 'packages'"u8, "settings.toml");
var output = new ArrayBufferWriter<byte>();
Template.Parse("greeting", "{{printf \"%q\" .}}"u8, FunctionTable.Predefined).Render(output, Value.FromString(settings["name"].AsString()));
var flags = FlagSetJson.Parse("""{"flags":{"f":{"key":"f","version":1,"on":true,"variations":[true],"fallthrough":{"variation":0}}},"segments":{}}"""u8);
var isOn = flags.CreateEvaluator().EvaluateBoolean("f", ContextJson.Parse("""{"kind":"user","key":"u"}"""u8), false).Value;
new ConfigurationBuilder().AddDynamoDb("absent", options => options.Prefix = "/app");
Console.WriteLine($"{Encoding.UTF8.GetString(output.WrittenSpan)} {isOn}");
EOF
dotnet build -v quiet -nologo >&2 || exit 1
answer=$(dotnet run --no-build)
[ "$answer" = '"packages" True' ] || { echo "the installed packages answered: $answer" >&2; exit 1; }

dotnet tool install Confd.Cli --version "$version" --tool-path "$scratch/tool" --configfile nuget.config >/dev/null
"$scratch/tool/confd" --version | grep -q '^confd ' || { echo "the installed tool does not answer" >&2; exit 1; }
echo "$(find "$packages" -name '*.nupkg' | wc -l) packages installed and run, the code of $(find "$scratch/app" -maxdepth 1 -name 'Confd.*.cs' | wc -l) READMEs compiled"
