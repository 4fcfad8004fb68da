<#
.SYNOPSIS
Compiles the managed part of clrscope on Windows.

.DESCRIPTION
clrscope does not run on Windows yet: there is no Windows build of the profiler library, and the command line that this
script compiles is for Linux. It only shows whether the managed code compiles. To build, test or try clrscope, use build.sh
on Linux.

.EXAMPLE
./build.ps1
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Write-Warning 'clrscope does not run on Windows yet. This only compiles the managed part; use build.sh on Linux for everything else.'

foreach ($tool in 'dotnet', 'npm') {
    if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) {
        Write-Error "$tool is not on the PATH: nothing can be built. The .NET SDK 10 and Node.js 18 or later are needed."
    }
}

function Invoke-Tool {
    & $args[0] $args[1..($args.Count - 1)]
    if ($LASTEXITCODE -ne 0) {
        throw "$args ended with exit code $LASTEXITCODE"
    }
}

Set-Location $PSScriptRoot
$web = 'managed/Clrscope/Flame/web'
if (-not (Test-Path "$web/dist/page.js")) {
    Invoke-Tool npm ci --prefix $web
    Invoke-Tool npm run build --prefix $web
}
Invoke-Tool dotnet build managed/Clrscope -c Release
