#!/bin/sh
# awk writes the envelopes, curl posts each and sed takes the RequestId out of the answer: the script that one would
# write in an afternoon. It checks nothing and keeps nothing.
# Arguments: base URL, CSV, scratch folder.
set -eu
awk -v folder="$3" -v token="$VZUPLOAD_TOKEN" -f "$(dirname "$0")/envelopes.awk" "$2"
for envelope in "$3"/envelope-*.xml; do
  curl --silent --show-error --fail \
    --header 'Content-Type: text/xml; charset=utf-8' \
    --header 'SOAPAction: "http://nphase.com/unifiedwebservice/v2/IDeviceService/UploadDevices"' \
    --data-binary "@$envelope" "$1/DeviceService.svc"
  echo
done > "$3/answers"
sed -n 's/.*<[a-z]*:*RequestId>\([^<]*\)<.*/\1/p' "$3/answers"
